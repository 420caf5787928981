package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aiportal.testkit.junit.AIPortal;
import io.aiportal.testkit.junit.AIPortal.AddressOf;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.GatewayContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIContainer;
import io.aiportal.testkit.portal.Portal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** One line gives test classes a portal: the same to all, and none when they have ended. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
class AIPortalIT {

  private static final List<Portal> SEEN = new ArrayList<>();
  private static final List<String> CONTAINERS = new ArrayList<>();

  @AIPortal(directory = false, gateway = "GATEWAY_RESIDENCY=any")
  static class First {

    @Test
    void leavesAScript(
        Portal portal,
        BedrockSimulatorContainer bedrock,
        GatewayContainer gateway,
        PostgreSQLContainer database) {
      SEEN.add(portal);
      bedrock.script("{\"text\": \"unused\"}");
      assertThat(gateway.getEnvMap()).containsEntry("GATEWAY_RESIDENCY", "any");
      assertThat(database).isSameAs(portal.database());
      CONTAINERS.add(gateway.getContainerId());
      CONTAINERS.add(database.getContainerId());
    }

    @Test
    void fails() {
      fail("of itself");
    }
  }

  @AIPortal(directory = false, gateway = "GATEWAY_RESIDENCY=any")
  static class Second {

    private final OpenWebUIContainer page;

    Second(OpenWebUIContainer page) {
      this.page = page;
    }

    @Nested
    class Inside {

      @Test
      void isTheSame(
          Portal portal,
          OpenWebUIClient admin,
          URI url,
          @AddressOf(GatewayContainer.class) URI gateway,
          @AddressOf(BedrockSimulatorContainer.class) URI bedrock) {
        SEEN.add(portal);
        assertThat(admin.account().path("role").asText()).isEqualTo("admin");
        assertThat(url).isEqualTo(page.getUrl());
        assertThat(gateway).isEqualTo(portal.gateway().getEndpoint());
        assertThat(bedrock).isEqualTo(portal.simulator().getEndpoint());
        assertThat(admin.ask("claude-sonnet-4.5:latest", "Repeat exactly: a door").content())
            .as("not what was left")
            .isEqualTo("a door");
      }
    }

    @Test
    void hasNoAddressOfADatabase(@AddressOf(PostgreSQLContainer.class) URI database) {}
  }

  @Test
  void portal_isThatOfAllClasses_andEndsWithThem() {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    TestExecutionSummary summary = run(said);

    assertThat(summary.getFailures())
        .extracting(failure -> failure.getException().getMessage())
        .anyMatch("of itself"::equals)
        .anyMatch(sentence -> sentence.contains("no address of a PostgreSQLContainer"))
        .hasSize(2);
    assertThat(summary.getTestsSucceededCount()).isEqualTo(2);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .as("what the containers said, where a test failed")
        .contains("fails() failed.", "--- aiportal/gateway:local", "ready to accept connections");
    assertThat(SEEN).hasSize(2).allMatch(portal -> portal == SEEN.get(0));
    assertThat(CONTAINERS).hasSize(2).noneMatch(AIPortalIT::isThere);
  }

  private static TestExecutionSummary run(ByteArrayOutputStream said) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    PrintStream usual = System.err;
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      LauncherFactory.create()
          .execute(
              LauncherDiscoveryRequestBuilder.request()
                  .selectors(selectClass(First.class), selectClass(Second.class))
                  .build(),
              listener);
    } finally {
      System.setErr(usual);
    }
    return listener.getSummary();
  }

  private static boolean isThere(String id) {
    return !DockerClientFactory.instance()
        .client()
        .listContainersCmd()
        .withShowAll(true)
        .withIdFilter(List.of(id))
        .exec()
        .isEmpty();
  }
}
