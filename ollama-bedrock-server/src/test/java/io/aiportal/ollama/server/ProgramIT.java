package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar as a program: arguments, environment, exit status, standard output and error. */
class ProgramIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** What a program that ended has left. */
  private record Outcome(int status, String out, String err) {}

  private Process start(Map<String, String> environment, String... arguments) throws IOException {
    return start(List.of("-XX:+UseSerialGC"), environment, arguments);
  }

  private Process start(
      List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    return Program.start(folder, jvmOptions, environment, arguments);
  }

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    return outcome(start(environment, arguments));
  }

  private static Outcome outcome(Process process) throws Exception {
    CompletableFuture<String> err =
        CompletableFuture.supplyAsync(() -> text(process.errorReader()));
    String out = text(process.inputReader());
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), out, err.get());
  }

  private static String text(BufferedReader reader) {
    StringBuilder text = new StringBuilder();
    reader.lines().forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static Map<String, String> region() {
    return Map.of("AWS_REGION", "eu-west-2");
  }

  @Test
  void help_namesEverySetting() throws Exception {
    Outcome outcome = run(Map.of(), "--help");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("--config", "--check-config", "OLLAMA_HOST", "AWS_REGION", "max_request_bytes");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void key_isMadeForOneWhoMayCall() throws Exception {
    Outcome outcome = run(Map.of(), "key", "team-a");
    assertThat(outcome.status()).isZero();
    Matcher made =
        Pattern.compile("(?s).*\n(sk-\\S{43})\n.*\n(keys:\n  team-a: \\{sha256: ([0-9a-f]{64})}\n)")
            .matcher(outcome.out());
    assertThat(made.matches()).as(outcome.out()).isTrue();
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(made.group(1).getBytes(StandardCharsets.UTF_8));
    assertThat(HexFormat.of().formatHex(hash)).isEqualTo(made.group(3));
    Path file = Files.writeString(folder.resolve("gateway.yaml"), made.group(2));
    assertThat(run(region(), "--config", file.toString(), "--check-config").out())
        .contains("keys.team-a: all models\n");
    assertThat(run(Map.of(), "key", "default").err())
        .isEqualTo(
            "The name of a key must not be 'default', which is what this server calls others itself.\n");
    assertThat(run(Map.of(), "key", "a/b").err())
        .startsWith("The name of a key must be up to 64 letters, digits,");
    assertThat(run(Map.of(), "key").err()).contains("Missing required parameter: 'NAME'");
    assertThat(run(Map.of(), "--help").out()).contains("key  makes a key for a client");
  }

  @Test
  void version_isTheJars() throws Exception {
    Outcome outcome = run(Map.of(), "--version");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).matches("ollama-bedrock-server \\d+\\.\\d+\\.\\d+(-\\S+)?\n");
  }

  @Test
  void unknownOption_isOneSentence() throws Exception {
    Outcome outcome = run(Map.of(), "--prot", "80");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).isEqualTo("Unknown options: '--prot', '80'; see --help.\n");
  }

  @Test
  void checkConfig_showsWhatWouldBeUsed_andNoSecrets() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            "region: eu-central-1\nmodels: {fast: amazon.nova-lite-v1:0}\n");
    Outcome outcome =
        run(
            Map.of(
                "AWS_BEARER_TOKEN_BEDROCK",
                "s3cret",
                "OLLAMA_HOST",
                ":0",
                "GATEWAY_KEY",
                "s3cret-of-clients"),
            "--config",
            file.toString(),
            "--check-config");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("listen: :0  # OLLAMA_HOST\n")
        .contains("region: eu-central-1  # " + file + "\n")
        .contains("bearer_token: ********  # AWS_BEARER_TOKEN_BEDROCK\n")
        .contains("max_attempts: 3  # default\n")
        .contains("models.fast: amazon.nova-lite-v1:0")
        .doesNotContain("s3cret");
    assertThat(outcome.err()).isEmpty();
  }

  @Test
  void checkConfig_refusesWhatAStartWould() throws Exception {
    assertThat(run(Map.of(), "--check-config"))
        .isEqualTo(
            new Outcome(
                2,
                "",
                "No AWS region is set; set AWS_REGION (region) to the region whose models are to be"
                    + " served, such as eu-west-2.\n"));
    Path file =
        Files.writeString(folder.resolve("gateway.yaml"), "models: {a: {id: b, wings: 2}}\n");
    assertThat(run(region(), "--check-config", "--config=" + file).err())
        .isEqualTo(
            "In 'models' in " + file + ", the model \"a\": unknown trait of a model: \"wings\".\n");
    Files.writeString(file, "region: us-east-1\nresidency: eu\n");
    assertThat(run(Map.of(), "--check-config", "--config=" + file).err())
        .isEqualTo(
            "GATEWAY_RESIDENCY (residency) cannot be kept: the region us-east-1 is not in the"
                + " geography eu.\n");
  }

  @Test
  void checkConfig_findsMisspeltVariables() throws Exception {
    Outcome outcome =
        run(Map.of("AWS_REGION", "eu-west-2", "GATEWAY_RESIDENCE", "eu"), "--check-config");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err())
        .isEqualTo("GATEWAY_RESIDENCE is no setting; the nearest one is GATEWAY_RESIDENCY.\n");
    assertThat(outcome.out()).contains("residency: geography  # default\n");
  }

  @Test
  void region_ofTheProfile_isTaken() throws Exception {
    Files.writeString(folder.resolve("config"), "[profile work]\nregion = ap-south-1\n");
    assertThat(run(Map.of("AWS_PROFILE", "work"), "--check-config").out())
        .contains("region: ap-south-1  #");
  }

  @Test
  void badSettings_endTheStart() throws Exception {
    Outcome outcome = run(Map.of("GATEWAY_CONFIG", "/no/such.yaml"));
    assertThat(outcome)
        .isEqualTo(new Outcome(2, "", "The configuration file /no/such.yaml does not exist.\n"));
  }

  @Test
  void portInUse_isOneSentence() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Outcome outcome =
          run(
              Map.of(
                  "AWS_REGION", "eu-west-2", "OLLAMA_HOST", "127.0.0.1:" + taken.getLocalPort()));
      assertThat(outcome.status()).isEqualTo(2);
      assertThat(outcome.err())
          .isEqualTo(
              "Cannot listen on 127.0.0.1 port "
                  + taken.getLocalPort()
                  + " (Address already in use); stop what listens there, or set OLLAMA_HOST"
                  + " (listen) to another address.\n");
    }
  }

  /** What one of two wrote of what was spent, the other would write over. */
  @Test
  void folderOfAnotherGateway_isOneSentence() throws Exception {
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Map<String, String> settings = new HashMap<>(Program.inFrontOf(bedrock));
      settings.put("GATEWAY_STATE_DIR", folder.toString());
      Process process = start(settings);
      try {
        Program.address(process);
        Outcome another = run(settings);
        assertThat(another.status()).isEqualTo(2);
        assertThat(another.err())
            .contains("names the folder " + folder + ", which another gateway uses;");
        assertThat(run(settings, "--check-config").err()).isEmpty();
      } finally {
        process.destroyForcibly().waitFor();
      }
      Process next = start(settings);
      try {
        assertThat(Program.address(next)).isNotNull();
      } finally {
        next.destroyForcibly();
      }
    }
  }

  @Test
  void keysThatWereReadAgain_areToldOnStandardError() throws Exception {
    Path file = folder.resolve("gateway.yaml");
    String yaml = "keys: {team-%s: {sha256: " + NewKey.make().sha256() + "}}";
    Files.writeString(file, yaml.formatted("a"));
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Process process = start(Program.inFrontOf(bedrock), "--config", file.toString());
      try {
        Program.address(process);
        Files.writeString(file, yaml.formatted("b"));
        assertThat(process.errorReader().readLine())
            .endsWith("Keys were read again from " + file + ": team-b");
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void sigterm_drains_andEndsWell() throws Exception {
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Process process = start(Program.inFrontOf(bedrock));
      HttpRequest chat = chat(Program.address(process), "simulator.chunks-50-every-20");
      CompletableFuture<String> answer =
          HttpClient.newHttpClient()
              .sendAsync(chat, BodyHandlers.ofString())
              .thenApply(response -> response.body());
      bedrock.report().awaitRequests("ConverseStream", 1, PATIENCE);
      process.toHandle().destroy();
      Outcome outcome = outcome(process);
      assertThat(outcome.status()).isZero();
      assertThat(answer.get(20, TimeUnit.SECONDS)).contains("\"done\":true");
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.out().lines())
          .singleElement()
          .asString()
          .contains("\"path\":\"/api/chat\"", "\"status\":200", "\"completion_tokens\":")
          .doesNotContain("secret");
    }
  }

  private static HttpRequest chat(URI gateway, String model) {
    return HttpRequest.newBuilder(gateway.resolve("/api/chat"))
        .timeout(PATIENCE)
        .POST(
            BodyPublishers.ofString(
                """
                {"model":"%s","messages":[{"role":"user","content":"a secret word"}]}"""
                    .formatted(model)))
        .build();
  }

  /** The status of each answer; for one that broke off what became of it. */
  private static List<String> ask(URI gateway, int times) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest chat = chat(gateway, "simulator.chunks-20-every-100");
    List<CompletableFuture<String>> answers =
        IntStream.range(0, times)
            .mapToObj(
                i ->
                    client
                        .sendAsync(chat, BodyHandlers.ofString())
                        .handle(
                            (answer, failure) ->
                                answer == null ? failure.toString() : told(answer)))
            .toList();
    return answers.stream().map(CompletableFuture::join).toList();
  }

  private static String told(HttpResponse<String> answer) {
    return status(answer) == 0 ? "broke off: " + answer.body() : "" + answer.statusCode();
  }

  private static boolean brokeOff(String told) {
    return !told.matches("\\d+");
  }

  private static int status(HttpResponse<String> answer) {
    boolean whole = answer.statusCode() != 200 || answer.body().contains("\"done\":true");
    return whole ? answer.statusCode() : 0;
  }

  @Test
  void prepared_itStartsFromTheArchive_andAnswers() throws Exception {
    Path prepared = folder.resolve("with a \"blank\"");
    Path options = prepared.resolve("jvm.args").toAbsolutePath();
    Outcome outcome = run(Map.of(), "--prepare", prepared.toString());
    assertThat(outcome).isEqualTo(new Outcome(0, "", "Written: " + options.toRealPath() + "\n"));
    assertThat(prepared).isDirectoryContaining("glob:**/gateway.{aot,jsa}");
    assertThat(Files.list(prepared)).hasSize(2);

    Path classes = folder.resolve("classes.log");
    Path compiled = folder.resolve("compiled.log");
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Process process =
          start(
              List.of(
                  "@" + options,
                  "-Xlog:class+load:file=" + classes,
                  "-Xlog:jit+compilation=debug:file=" + compiled),
              Program.inFrontOf(bedrock));
      try {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest chat = chat(Program.address(process), "nova-pro");
        for (int i = 0; i < 50; i++) {
          assertThat(status(client.send(chat, BodyHandlers.ofString()))).isEqualTo(200);
        }
      } finally {
        process.toHandle().destroy();
      }
      assertThat(outcome(process).err()).isEmpty();
    }
    assertThat(Files.readString(classes))
        .containsPattern("io.aiportal.ollama.server.Gateway source: shared objects file")
        .containsPattern("transport.StreamedAnswer source: shared objects file");
    if (Runtime.version().feature() >= 25) {
      // Without what was learned, nothing is compiled in full before its five thousandth call.
      assertThat(Files.readAllLines(compiled))
          .anyMatch(line -> line.matches(".* 4 +io.aiportal.*EventStreamDecoder::decode .*"));
    }
  }

  @Test
  void archiveOfAnotherJvm_isLeftAside() throws Exception {
    Path archive = Files.writeString(folder.resolve("gateway.jsa"), "made by another JVM");
    Outcome outcome =
        outcome(start(List.of("-XX:SharedArchiveFile=" + archive), Map.of(), "--version"));
    assertThat(outcome.status()).isZero();
  }

  @Test
  void whatCannotBePrepared_isOneSentence() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(run(Map.of(), "--prepare", file.toString()))
        .isEqualTo(
            new Outcome(2, "", "Cannot prepare " + file + ": it is a file, not a folder.\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "direct, -XX:+UseSerialGC,   -Xmx32m, 1000",
    "direct, -XX:+UseG1GC,       -Xmx40m, 1000",
    "sdk,    -XX:+UseSerialGC,   -Xmx96m, 80",
  })
  void moreAnswersThanTheHeapHolds_areRefused_andTheRestIsWhole(
      String transport, String collector, String heap, int asked) throws Exception {
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Map<String, String> environment = new HashMap<>(Program.inFrontOf(bedrock));
      environment.put("GATEWAY_TRANSPORT", transport);
      Process process = start(List.of(heap, collector), environment);
      try {
        URI gateway = Program.address(process);
        for (int round = 0; round < 2; round++) {
          assertThat(ask(gateway, asked)).contains("200").isSubsetOf("200", "503");
        }
        HttpRequest health = HttpRequest.newBuilder(gateway.resolve("/health")).build();
        assertThat(HttpClient.newHttpClient().send(health, BodyHandlers.discarding()).statusCode())
            .isEqualTo(200);
      } finally {
        process.toHandle().destroy();
      }
      Outcome outcome = outcome(process);
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.status()).isZero();
    }
  }

  @Test
  void memoryThatIsGone_endsTheProcess_andNotWell() throws Exception {
    try (BedrockSimulator bedrock = BedrockSimulator.builder().noAuth().start()) {
      Map<String, String> environment = new HashMap<>(Program.inFrontOf(bedrock));
      environment.put("GATEWAY_MAX_OPEN_ANSWERS", "1000");
      environment.put("GATEWAY_TRANSPORT", "sdk"); // it takes 2 MiB for an answer
      Process process = start(List.of("-Xmx64m", "-XX:+UseSerialGC"), environment);
      try {
        assertThat(ask(Program.address(process), 100)).anyMatch(ProgramIT::brokeOff);
        Outcome outcome = outcome(process);
        assertThat(outcome.status()).isEqualTo(70);
        assertThat(outcome.err().lines())
            .last()
            .asString()
            .startsWith("Fatal: java.lang.OutOfMemoryError: Java heap space")
            .endsWith("; the process ends.");
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
