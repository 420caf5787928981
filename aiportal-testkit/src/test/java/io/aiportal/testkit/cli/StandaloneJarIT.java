package io.aiportal.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The jar as a user runs it. */
class StandaloneJarIT {

  private static final Pattern READY =
      Pattern.compile(
          "Bedrock simulator listens on (http://127\\.0\\.0\\.1:\\d+) \\(access key"
              + " AKIASIMULATORBEDROCK:\\S+, bearer token (bedrock-api-key-simulator)\\)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void simulator_saysWhereAndWithWhatItCanBeCalled() throws Exception {
    Process process = start("simulator", "--port", "0", "--first-token-millis", "0");
    Matcher ready = READY.matcher(firstLine(process));
    assertThat(ready.matches()).isTrue();
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(ready.group(1) + "/model/amazon.nova-lite-v1%3A0/converse"))
                .header("Authorization", "Bearer " + ready.group(2))
                .POST(
                    HttpRequest.BodyPublishers.ofString(
                        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("\"stopReason\":\"end_turn\"");
    String report =
        http.send(
                HttpRequest.newBuilder(URI.create(ready.group(1) + "/simulator/report")).build(),
                BodyHandlers.ofString())
            .body();
    assertThat(report).contains("\"requestCount\":1", "amazon.nova-lite-v1:0");
  }

  @Test
  void sigterm_endsItDespiteOpenStreams() throws Exception {
    Process process = start("simulator", "--port", "0", "--no-auth");
    String endpoint = firstLine(process).split(" ")[4];
    http.sendAsync(
        HttpRequest.newBuilder(URI.create(endpoint + "/model/simulator.stall/converse-stream"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}"))
            .build(),
        BodyHandlers.ofByteArray());
    awaitOpenStream(endpoint);
    process.destroy();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 15);
  }

  @Test
  void portInUse_isOneSentenceAndStatusTwo() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Process process =
          start("simulator", "--host", "0.0.0.0", "--port", "" + taken.getLocalPort());
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(2);
      assertThat(errors(process))
          .isEqualToIgnoringNewLines(
              "Cannot listen on 0.0.0.0 port "
                  + taken.getLocalPort()
                  + ": Address already in use. Choose another port with --port.");
    }
  }

  @Test
  void wrongOption_isOneSentenceAndStatusTwo() throws Exception {
    Process process = start("simulator", "--speed", "9");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
    String errors = errors(process);
    assertThat(errors.lines()).hasSize(1);
    assertThat(errors).contains("--speed");
  }

  @Test
  void version_isTheOneOfTheBuild() throws Exception {
    Process process = start("--version");
    assertThat(firstLine(process)).matches("aiportal-testkit \\d+\\.\\d+\\.\\d+.*");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void help_namesTheOptions() throws Exception {
    Process process = start("simulator", "--help");
    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(help).contains("--port", "--any-model", "--tokens-per-second", "--no-auth");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void jar_hasTheLicensesAndNoticesOfWhatItBundles() throws Exception {
    try (FileSystem jar = FileSystems.newFileSystem(jar())) {
      assertThat(jar.getPath("META-INF/LICENSE")).content().contains("Apache License");
      assertThat(jar.getPath("META-INF/NOTICE"))
          .content()
          .contains("AI Portal test kit", "Jackson JSON processor", "Werner Randelshofer");
      assertThat(jar.getPath("META-INF/THIRD-PARTY.txt"))
          .content()
          .contains("io.undertow:undertow-core:", "info.picocli:picocli:", "jackson-databind:");
    }
  }

  @Test
  void jars_haveNothingUnderNamesThatOthersUse() throws Exception {
    for (Path jar : List.of(jar(), libraryJar())) {
      try (FileSystem files = FileSystems.newFileSystem(jar);
          Stream<Path> all = Files.walk(files.getPath("/"))) {
        List<String> names = all.filter(Files::isRegularFile).map(Path::toString).toList();
        assertThat(names)
            .as(jar.toString())
            .filteredOn(name -> name.endsWith(".class"))
            .allMatch(name -> name.matches("(/META-INF/versions/\\d+)?/io/aiportal/testkit/.*"));
        assertThat(names)
            .filteredOn(name -> name.startsWith("/META-INF/services/"))
            .allMatch(name -> name.startsWith("/META-INF/services/io.aiportal.testkit."));
        assertThat(names).anyMatch(name -> name.endsWith("/shaded/org/xnio/nio/NioXnio.class"));
        assertThat(names.stream().anyMatch(name -> name.endsWith("/databind/JsonNode.class")))
            .as("Jackson is in the standalone jar only")
            .isEqualTo(jar.equals(jar()));
      }
    }
  }

  @Test
  void jars_areModulesOfTheNameOfTheirPackages() throws Exception {
    for (Path jar : List.of(jar(), libraryJar())) {
      assertThat(ModuleFinder.of(jar).find("io.aiportal.testkit")).as(jar.toString()).isPresent();
    }
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-jar");
    command.add(jar().toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  private static Path jar() throws IOException {
    return jar(true);
  }

  private static Path libraryJar() throws IOException {
    return jar(false);
  }

  private static Path jar(boolean standalone) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> file.toString().endsWith("-standalone.jar") == standalone)
          .findFirst()
          .orElseThrow(() -> new AssertionError("No such jar in target/; run verify"));
    }
  }

  private static String firstLine(Process process) throws IOException {
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line = reader.readLine();
    return line == null ? "nothing, but on standard error: " + errors(process) : line;
  }

  private static String errors(Process process) throws IOException {
    StringBuilder errors = new StringBuilder();
    process.errorReader(StandardCharsets.UTF_8).lines().forEach(l -> errors.append(l).append('\n'));
    return errors.toString();
  }

  private void awaitOpenStream(String endpoint) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(endpoint + "/simulator/report")).build();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!http.send(request, BodyHandlers.ofString()).body().contains("\"openStreams\":1")) {
      assertThat(System.nanoTime()).as("a stream opens in time").isLessThan(deadline);
    }
  }
}
