package io.aiportal.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The demo with a real simulator and a small process in the gateway's place. */
class DemoIT {

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path jar;

  @BeforeEach
  void makeJar() throws IOException {
    jar = jarOf("io.aiportal.testkit.demo.FakeGateway");
  }

  @Test
  void once_allGoesWell_printsSamplesAndLeavesNoProcess() throws IOException {
    int port = freePort();

    int status = demo("--once", "--port", String.valueOf(port));

    assertThat(err.toString()).isEmpty();
    assertThat(status).isZero();
    assertThat(out.toString())
        .contains("the model is claude-sonnet-4.5:latest.")
        .contains("called get_weather(Paris)")
        .contains("curl http://127.0.0.1:%d/api/chat".formatted(port))
        .contains("-e OLLAMA_BASE_URL=http://127.0.0.1:%d".formatted(port));
    assertThat(
            ProcessHandle.current().children().flatMap(child -> child.info().arguments().stream()))
        .noneMatch(arguments -> Arrays.asList(arguments).contains(jar.toString()));
  }

  @Test
  void once_gatewayThatEnds_isReportedWithItsLastWords() throws IOException {
    jar = jarOf("no.such.Main");

    int status = demo("--once", "--port", String.valueOf(freePort()));

    assertThat(status).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("The gateway ended with status 1.")
        .contains("no.such.Main");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--once", "--portal"})
  void portInUse_oneSentence(String option) throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int status = demo(option, "--port", String.valueOf(taken.getLocalPort()));

      assertThat(status).isEqualTo(2);
      assertThat(err.toString().lines())
          .singleElement()
          .asString()
          .startsWith("demo: Port %d cannot be used".formatted(taken.getLocalPort()))
          .endsWith("choose another one with --port.");
    }
  }

  @Test
  void noJar_oneSentence() {
    jar = folder.resolve("missing.jar");

    assertThat(demo("--once")).isEqualTo(2);
    assertThat(err.toString().strip()).isEqualTo("demo: There is no gateway at " + jar + ".");
  }

  @Test
  void help_namesTheOptions() {
    assertThat(demo("--help")).isZero();
    assertThat(out.toString())
        .contains("--port", "--portal", "--once", "--model")
        .doesNotContain("--server");
  }

  private int demo(String... arguments) {
    CommandLine demo = Demo.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--server";
    all[arguments.length + 1] = jar.toString();
    return demo.execute(all);
  }

  /** A jar that is nothing but a manifest, which names a class of the test's own class path. */
  private Path jarOf(String mainClass) throws IOException {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
    attributes.put(
        Attributes.Name.CLASS_PATH,
        Arrays.stream(testClassPath().split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" ")));
    Path made = Files.createTempFile(folder, "gateway", ".jar");
    new JarOutputStream(Files.newOutputStream(made), manifest).close();
    return made;
  }

  /** Surefire may hide the class path in a jar of its own. */
  private static String testClassPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** One below what Linux gives to clients, as the demo listens there some time later. */
  private static int freePort() {
    return new SplittableRandom()
        .ints(100, 30_000, 32_000)
        .filter(DemoIT::isFree)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
