package io.aiportal.testkit.junit;

import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.AIPortal.AddressOf;
import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.DirectoryContainer;
import io.aiportal.testkit.portal.GatewayContainer;
import io.aiportal.testkit.portal.OpenIdContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIContainer;
import io.aiportal.testkit.portal.Portal;
import io.aiportal.testkit.portal.ValkeyContainer;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestWatcher;
import org.junit.platform.commons.support.AnnotationSupport;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** Gives test classes of {@link AIPortal} their portal. */
final class AIPortalExtension
    implements BeforeAllCallback, BeforeEachCallback, TestWatcher, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(AIPortalExtension.class);

  private static final Map<Class<?>, Function<Portal, Object>> PARTS =
      Map.of(
          Portal.class, portal -> portal,
          OpenWebUIContainer.class, Portal::openWebUI,
          GatewayContainer.class, Portal::gateway,
          BedrockSimulatorContainer.class, Portal::simulator,
          DirectoryContainer.class, Portal::directory,
          OpenIdContainer.class, Portal::openId,
          PostgreSQLContainer.class, Portal::database,
          LocalStackContainer.class, Portal::aws,
          ValkeyContainer.class, Portal::valkey);

  private static final Map<Class<?>, Function<Portal, URI>> ADDRESSES =
      Map.of(
          OpenWebUIContainer.class, portal -> portal.openWebUI().getUrl(),
          GatewayContainer.class, portal -> portal.gateway().getEndpoint(),
          BedrockSimulatorContainer.class, portal -> portal.simulator().getEndpoint(),
          DirectoryContainer.class, portal -> portal.directory().getLdapsUrl(),
          OpenIdContainer.class, portal -> portal.openId().getEndpoint(),
          LocalStackContainer.class, portal -> portal.aws().getEndpoint());

  /** For JUnit. */
  AIPortalExtension() {}

  /** So that no test's time limit counts the start. */
  @Override
  public void beforeAll(ExtensionContext context) {
    portal(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    portal(context).simulator().reset();
  }

  @Override
  public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
    System.err.println(context.getDisplayName() + " failed." + portal(context).logs());
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return PARTS.containsKey(type) || type == OpenWebUIClient.class || type == URI.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Portal portal = portal(context);
    Class<?> type = parameter.getParameter().getType();
    if (type == OpenWebUIClient.class) {
      return client(portal, parameter.findAnnotation(SignedIn.class).map(SignedIn::value));
    }
    return type == URI.class
        ? address(portal, parameter.findAnnotation(AddressOf.class).map(AddressOf::value))
        : Optional.ofNullable(PARTS.get(type)).orElseThrow().apply(portal);
  }

  private static OpenWebUIClient client(Portal portal, Optional<String> login) {
    URI url = portal.openWebUI().getUrl();
    return login
        .map(user -> OpenWebUIClient.signInWithDirectory(url, user, PortalDirectory.PASSWORD))
        .orElseGet(
            () ->
                OpenWebUIClient.signIn(
                    url, OpenWebUIContainer.ADMIN_EMAIL, OpenWebUIContainer.ADMIN_PASSWORD));
  }

  private static URI address(Portal portal, Optional<Class<?>> wanted) {
    Class<?> part = wanted.orElse(OpenWebUIContainer.class);
    return Optional.ofNullable(ADDRESSES.get(part))
        .orElseThrow(
            () ->
                new ParameterResolutionException(
                    "A portal has no address of a " + part.getSimpleName()))
        .apply(portal);
  }

  /** That of all classes with the same settings, which JUnit closes after the last test. */
  // JUnit 5 has no computeIfAbsent.
  @SuppressWarnings("deprecation")
  private static Portal portal(ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                annotation(context), wanted -> new Running(builder(wanted).start()), Running.class);
    return Objects.requireNonNull(running).portal();
  }

  // Before 5.13, JUnit closes nothing else.
  @SuppressWarnings("deprecation")
  private record Running(Portal portal) implements ExtensionContext.Store.CloseableResource {

    @Override
    public void close() {
      portal.close();
    }
  }

  /** That of the test class, or of the one around it. */
  private static AIPortal annotation(ExtensionContext context) {
    return context
        .getTestClass()
        .flatMap(type -> AnnotationSupport.findAnnotation(type, AIPortal.class))
        .or(() -> context.getParent().map(AIPortalExtension::annotation))
        .orElseThrow(
            () -> new ExtensionConfigurationException("No class around the test has @AIPortal"));
  }

  static Portal.Builder builder(AIPortal wanted) {
    Portal.Builder builder = Portal.builder().withReplicas(wanted.replicas());
    if (wanted.directory()) {
      builder.withDirectory();
    }
    if (wanted.openId()) {
      builder.withOpenId();
    }
    if (wanted.knowledge()) {
      builder.withKnowledge();
    }
    if (wanted.uploadsInS3()) {
      builder.withUploadsInS3();
    }
    if (wanted.simulator().length > 0) {
      builder.withSimulator(simulator -> simulator.withOptions(wanted.simulator()));
    }
    for (String setting : wanted.gateway()) {
      set(setting, (name, value) -> builder.withGateway(gateway -> gateway.withEnv(name, value)));
    }
    for (String setting : wanted.openWebUI()) {
      set(setting, (name, value) -> builder.withOpenWebUI(page -> page.withEnv(name, value)));
    }
    return builder;
  }

  private static void set(String setting, BiConsumer<String, String> variable) {
    int equals = setting.indexOf('=');
    if (equals < 1) {
      throw new ExtensionConfigurationException(
          "A setting in @AIPortal is written NAME=value, not " + setting);
    }
    variable.accept(setting.substring(0, equals), setting.substring(equals + 1));
  }
}
