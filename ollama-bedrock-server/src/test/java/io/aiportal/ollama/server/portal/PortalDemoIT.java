package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.FreePorts;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo of the whole portal is there for a browser, and leaves nothing when it is ended. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
class PortalDemoIT {

  private static final String LABEL = "label=io.aiportal.portal";

  /** Less than the test's own limit, which would not tell what the demo said. */
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(4);

  /** More than Docker tries, of which some may be in use elsewhere. */
  private static final int TAKEN = 30;

  @TempDir private Path folder;
  private Path output;
  private Process demo;
  private long started;

  @BeforeEach
  void makeOutput() throws IOException {
    output = Files.createFile(folder.resolve("output"));
  }

  @AfterEach
  void kill() {
    demo.destroyForcibly();
  }

  @Test
  void demo_isUsed_andLeavesNothingWhenItIsTold() throws Exception {
    int port = start();
    assertThat(outputUntil("Ctrl-C ends it"))
        .anyMatch(line -> line.equals("The portal is at http://127.0.0.1:" + port))
        .anyMatch(line -> line.matches(".* answers: .*scatter.*"));
    assertThat(published())
        .as("for this machine only")
        .hasSizeGreaterThan(3)
        .allMatch(binding -> binding.startsWith("127.0.0.1:"));

    OpenWebUIClient grace =
        OpenWebUIClient.signInWithDirectory(
            URI.create("http://127.0.0.1:" + port), "grace", PortalDirectory.PASSWORD);
    assertThat(grace.ask("claude-sonnet-4.5:latest", "Repeat exactly: a blue door").content())
        .isEqualTo("a blue door");

    demo.destroy();
    assertThat(demo.waitFor()).isEqualTo(128 + 15);
    assertThat(left("ps", "-a")).isEmpty();
    assertThat(left("network", "ls")).isEmpty();
  }

  @Test
  void demo_thatIsEndedWhileItStarts_leavesNothing() throws Exception {
    start();
    awaitContainers(3);
    demo.destroy();
    assertThat(demo.waitFor()).isEqualTo(128 + 15);
    assertThat(left("ps", "-a")).isEmpty();
    assertThat(left("network", "ls")).isEmpty();
  }

  @Test
  void whatAKilledDemoLeft_isGone_whenTheNextContainerStarts() throws Exception {
    List<String> volumes = volumes();
    start();
    awaitContainers(3);
    assertThat(demo.destroyForcibly().waitFor()).isEqualTo(128 + 9);
    assertThat(left("ps")).hasSizeGreaterThan(2);
    assertThat(left("network", "ls")).hasSize(1);
    assertThat(volumes()).as("the database's").hasSizeGreaterThan(volumes.size());

    try (BedrockSimulatorContainer next = new BedrockSimulatorContainer()) {
      next.start();
    }
    assertThat(left("ps", "-a")).isEmpty();
    assertThat(left("network", "ls")).isEmpty();
    assertThat(volumes()).isEqualTo(volumes);
  }

  /** Docker tries ten ports for a container that asks for any, whatever it may be given later. */
  @Test
  void demo_starts_whereThePortsThatDockerGivesNextAreTaken() throws Exception {
    List<ServerSocket> taken = new ArrayList<>();
    try {
      takeWhatDockerGivesNext(taken);
      start();
      outputUntil("Ctrl-C ends it");
    } finally {
      for (ServerSocket each : taken) {
        each.close();
      }
    }
    demo.destroy();
    assertThat(demo.waitFor()).isEqualTo(128 + 15);
  }

  private static void takeWhatDockerGivesNext(List<ServerSocket> taken) throws Exception {
    String given = "127.0.0.1::" + BedrockSimulatorContainer.PORT;
    String probe =
        run(List.of("docker", "run", "-d", "-p", given, "aiportal/simulator:local")).get(0);
    String published = run(List.of("docker", "port", probe)).get(0);
    run(List.of("docker", "rm", "--force", probe));
    int last = Integer.parseInt(published.substring(published.lastIndexOf(':') + 1));
    for (int i = 1; i <= TAKEN; i++) {
      try {
        taken.add(new ServerSocket(last + i));
      } catch (IOException e) {
        continue; // it is somebody's already
      }
    }
  }

  private static List<String> volumes() throws Exception {
    return run(List.of("docker", "volume", "ls", "--quiet"));
  }

  private int start() throws IOException {
    int port = FreePorts.any();
    demo =
        new ProcessBuilder("../demo", "--portal", "--port", Integer.toString(port))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    started = System.nanoTime();
    return port;
  }

  private List<String> outputUntil(String last) throws Exception {
    while (output().stream().noneMatch(line -> line.startsWith(last))) {
      awaitMore();
    }
    return output();
  }

  private void awaitContainers(int some) throws Exception {
    while (left("ps").size() < some) {
      awaitMore();
    }
  }

  private void awaitMore() throws Exception {
    assertThat(demo.isAlive()).as("is there still; it said " + output()).isTrue();
    assertThat(System.nanoTime() - started).as("it said " + output()).isLessThan(PATIENCE);
    TimeUnit.MILLISECONDS.sleep(100);
  }

  private List<String> output() throws IOException {
    return Files.readAllLines(output);
  }

  /** The containers or networks of the demo, whose process is that of the script. */
  private List<String> left(String... listing) throws Exception {
    return docker(listing, "{{.Label \"io.aiportal.portal\"}}").stream()
        .filter(owner -> owner.contains(" " + demo.pid() + " "))
        .toList();
  }

  private List<String> published() throws Exception {
    return docker(new String[] {"ps"}, "{{.Label \"io.aiportal.portal\"}}|{{.Ports}}").stream()
        .filter(line -> line.contains(" " + demo.pid() + " "))
        .map(line -> line.substring(line.indexOf('|') + 1))
        .flatMap(ports -> List.of(ports.split(", ")).stream())
        .filter(port -> port.contains("->"))
        .toList();
  }

  private static List<String> docker(String[] listing, String format) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(listing));
    command.addAll(List.of("--filter", LABEL, "--format", format));
    return run(command);
  }

  private static List<String> run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
