package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.FreePorts;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The portal for those who prefer Compose: it starts, is used, and leaves nothing. */
@Tag("docker")
@Needs(
    value = "Docker Compose and the images that images/build makes",
    check = {"bash", "-c", "../images/build --check && docker compose version"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
class ComposeIT {

  private static final String PROJECT = "aiportal-compose-test";
  private static final String MODEL = "claude-sonnet-4.5:latest";

  private int port;

  @BeforeEach
  void choosePort() throws Exception {
    port = FreePorts.any();
  }

  @AfterEach
  void end() throws Exception {
    compose("down", "--volumes");
  }

  @Test
  void portal_startsAndIsUsed_andLeavesNothing() throws Exception {
    end(); // what a killed run left
    compose("up", "--detach");
    URI page = URI.create("http://127.0.0.1:" + port);
    awaitReady(page);

    OpenWebUIClient ada =
        OpenWebUIClient.signInWithDirectory(page, "ada", PortalDirectory.PASSWORD);
    while (!ada.models().contains(MODEL)) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
    assertThat(ada.ask(MODEL, "Repeat exactly: a blue door").content()).isEqualTo("a blue door");
    assertThatThrownBy(
            () -> OpenWebUIClient.signInWithDirectory(page, "mallory", PortalDirectory.PASSWORD))
        .isInstanceOf(RefusedException.class);

    end();
    for (String kind : List.of("container", "network", "volume")) {
      assertThat(
              docker(
                  kind, "ls", "--quiet", "--filter", "label=com.docker.compose.project=" + PROJECT))
          .as(kind)
          .isEmpty();
    }
  }

  private static void awaitReady(URI page) throws Exception {
    HttpRequest ready = HttpRequest.newBuilder(page.resolve("/ready")).build();
    while (true) {
      try {
        if (HttpClient.newHttpClient().send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // not yet
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void compose(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("docker", "compose", "-p", PROJECT, "-f", "../images/compose.yaml"));
    command.addAll(List.of(arguments));
    Map<String, String> standIns =
        System.getenv().containsKey("TESTCONTAINERS_IMAGE_SUBSTITUTOR")
            ? Map.of(
                "OPEN_WEBUI_IMAGE", "aiportal/open-webui:local",
                "POSTGRES_IMAGE", "aiportal/postgres:local")
            : Map.of();
    run(command, standIns);
  }

  private String docker(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return run(command, Map.of());
  }

  private String run(List<String> command, Map<String, String> environment) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PORTAL_PORT", Integer.toString(port));
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
