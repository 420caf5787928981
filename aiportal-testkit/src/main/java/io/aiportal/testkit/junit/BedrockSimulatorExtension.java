package io.aiportal.testkit.junit;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.report.Report;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Gives a test class a simulated Bedrock.
 *
 * <p>Either by {@link SimulatedBedrock}, or with settings of its own:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final BedrockSimulatorExtension EXTENSION =
 *     BedrockSimulatorExtension.of(() -> BedrockSimulator.builder().quota(10, 10_000));
 * }</pre>
 *
 * <p>A static one is started once for all tests of the class and is reset before each, any other is
 * started for each test. Tests of one class that run at the same time share it.
 */
public final class BedrockSimulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(BedrockSimulatorExtension.class);
  private static final String KEY = "simulator";
  private static final Set<Class<?>> TYPES =
      Set.of(BedrockSimulator.class, Report.class, URI.class);

  private final @Nullable Supplier<BedrockSimulator.Builder> settings;
  private final boolean mayLeave;

  /** For JUnit, which finds the settings at the test class. */
  BedrockSimulatorExtension() {
    this(null, false);
  }

  private BedrockSimulatorExtension(
      @Nullable Supplier<BedrockSimulator.Builder> settings, boolean mayLeave) {
    this.settings = settings;
    this.mayLeave = mayLeave;
  }

  /** One whose simulators have these settings. */
  public static BedrockSimulatorExtension of(Supplier<BedrockSimulator.Builder> settings) {
    return new BedrockSimulatorExtension(settings, false);
  }

  /** This one, at which scripts and faults may be left over at the end of a test. */
  public BedrockSimulatorExtension withLeftovers() {
    return new BedrockSimulatorExtension(settings, true);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    start(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    start(context).reset();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    try {
      if (context.getExecutionException().isEmpty() && !mayLeave(context)) {
        start(context).verifyNothingLeft();
      }
    } finally {
      stop(context);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    stop(context);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return TYPES.contains(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    BedrockSimulator simulator = start(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == URI.class) {
      return simulator.endpoint();
    }
    return type == Report.class ? simulator.report() : simulator;
  }

  /** The simulator of the context or of one around it; a new one if there is none. */
  private BedrockSimulator start(ExtensionContext context) {
    ExtensionContext.Store store = context.getStore(NAMESPACE);
    BedrockSimulator running = store.get(KEY, BedrockSimulator.class);
    if (running != null) {
      return running;
    }
    BedrockSimulator started = builder(context).start();
    store.put(KEY, started);
    return started;
  }

  /** Ends what this context has started; what one around it has started goes on. */
  private static void stop(ExtensionContext context) {
    BedrockSimulator own = context.getStore(NAMESPACE).remove(KEY, BedrockSimulator.class);
    if (own != null) {
      own.close();
    }
  }

  private BedrockSimulator.Builder builder(ExtensionContext context) {
    if (settings != null) {
      return settings.get();
    }
    BedrockSimulator.Builder builder = BedrockSimulator.builder();
    annotation(context)
        .ifPresent(
            wanted -> {
              if (!wanted.region().isEmpty()) {
                builder.region(wanted.region());
              }
              if (wanted.noAuth()) {
                builder.noAuth();
              }
              if (wanted.anyModel()) {
                builder.anyModel();
              }
            });
    return builder;
  }

  private boolean mayLeave(ExtensionContext context) {
    return mayLeave || annotation(context).map(SimulatedBedrock::leftovers).orElse(false);
  }

  /** That of the test class, or of one around it. */
  private static Optional<SimulatedBedrock> annotation(ExtensionContext context) {
    return context
        .getTestClass()
        .flatMap(type -> AnnotationSupport.findAnnotation(type, SimulatedBedrock.class))
        .or(() -> context.getParent().flatMap(BedrockSimulatorExtension::annotation));
  }
}
