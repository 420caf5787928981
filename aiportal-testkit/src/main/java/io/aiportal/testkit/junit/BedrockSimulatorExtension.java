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
 * <p>A static one is started once for all tests of the class and is reset before each; so is any of
 * a class whose tests share one instance. Any other is started for each test. Nested classes have
 * that of the class around them, unless they are annotated themselves. Tests of one class that run
 * at the same time share it.
 */
public final class BedrockSimulatorExtension
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(BedrockSimulatorExtension.class);
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
    Object key = key(context);
    BedrockSimulator running = store.get(key, BedrockSimulator.class);
    if (running != null) {
      return running;
    }
    BedrockSimulator started = builder(context).start();
    store.put(key, started);
    return started;
  }

  /** Ends what this context has started; what one around it has started goes on. */
  private void stop(ExtensionContext context) {
    BedrockSimulator own = context.getStore(NAMESPACE).remove(key(context), BedrockSimulator.class);
    if (own != null) {
      own.close();
    }
  }

  /** Whose the simulator is: JUnit takes this extension for nested classes that are annotated. */
  private Object key(ExtensionContext context) {
    return settings != null ? this : annotated(context).<Object>map(type -> type).orElse(this);
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

  private static Optional<SimulatedBedrock> annotation(ExtensionContext context) {
    return annotated(context)
        .flatMap(type -> AnnotationSupport.findAnnotation(type, SimulatedBedrock.class));
  }

  /** The test class, or that around it, which is annotated. */
  private static Optional<Class<?>> annotated(ExtensionContext context) {
    return context
        .getTestClass()
        .filter(type -> AnnotationSupport.isAnnotated(type, SimulatedBedrock.class))
        .or(() -> context.getParent().flatMap(BedrockSimulatorExtension::annotated));
  }
}
