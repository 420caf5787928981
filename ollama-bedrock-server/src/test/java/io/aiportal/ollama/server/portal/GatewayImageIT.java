package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.GatewayContainer;
import io.aiportal.testkit.portal.Portal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;

/** The gateway's image runs as strictly as somebody may want it to. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
class GatewayImageIT {

  private static final String NEVER_MADE = "aiportal/gateway:never-made";

  @Test
  void gateway_needsNeitherRootNorFiles() throws Exception {
    try (Network network = Portal.newNetwork();
        BedrockSimulatorContainer simulator = new BedrockSimulatorContainer();
        GatewayContainer gateway = new GatewayContainer()) {
      simulator.withNetwork(network).withNetworkAliases("bedrock").start();
      gateway
          .withNetwork(network)
          .withBedrock(simulator, "bedrock")
          // Java ends at once where it cannot use the archive of classes that was made with the
          // image.
          .withEnv("JAVA_TOOL_OPTIONS", "-XX:AOTMode=on")
          .withCreateContainerCmdModifier(
              command -> command.getHostConfig().withReadonlyRootfs(true))
          .waitingFor(Wait.forHealthcheck())
          .start();

      assertThat(gateway.execInContainer("id", "-u").getStdout().strip()).isNotEqualTo("0");
      assertThat(gateway.execInContainer("touch", "/tmp/file").getExitCode()).isNotZero();
      HttpResponse<String> answer = ask(gateway, "What is 6 times 7?");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("42");
    }
  }

  @Test
  void health_readsTheAddressAsTheGatewayDoes() throws Exception {
    try (GatewayContainer gateway = new GatewayContainer()) {
      gateway
          .withEnv("OLLAMA_HOST", "0.0.0.0")
          .withExposedPorts(11434)
          .waitingFor(Wait.forHttp("/health").forPort(11434))
          .start();

      for (String address :
          List.of(
              "0.0.0.0", "", ":11434", "127.0.0.1", "http://0.0.0.0:11434/", "[::]:11434", "::")) {
        assertThat(health(gateway, address)).as(address).isZero();
      }
      for (String address : List.of("0.0.0.0:8000", "http://0.0.0.0", "https://127.0.0.1/")) {
        assertThat(health(gateway, address)).as(address).isNotZero();
      }
    }
  }

  private static int health(GatewayContainer gateway, String address) throws Exception {
    return gateway
        .execInContainer("env", "OLLAMA_HOST=" + address, "/opt/gateway/health")
        .getExitCode();
  }

  private static HttpResponse<String> ask(GatewayContainer gateway, String question)
      throws Exception {
    String body =
        "{\"model\": \"nova-lite\", \"stream\": false, \"messages\":"
            + " [{\"role\": \"user\", \"content\": \""
            + question
            + "\"}]}";
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(gateway.getEndpoint().resolve("/api/chat"))
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
  }

  @Test
  void image_thatIsNotThere_isToldInASentence() {
    try (GatewayContainer gateway = new GatewayContainer(NEVER_MADE)) {
      assertThatThrownBy(gateway::start)
          .hasStackTraceContaining(
              "There is no image " + NEVER_MADE + "; make it with images/build");
    }
  }
}
