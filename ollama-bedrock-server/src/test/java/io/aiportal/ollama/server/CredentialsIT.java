package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The built jar finds credentials wherever AWS puts them, and newer ones without a restart. */
@Timeout(180)
class CredentialsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long BETWEEN_LOOKS_MILLIS = 200;
  private static final String READY = "Listening on http://";
  private static final String TOKEN = "a-token-of-this-machine";

  private static final AccessKey FIRST = AccessKey.temporary("ASIAFIRST", "s1", "session-1");
  private static final AccessKey SECOND = AccessKey.temporary("ASIASECOND", "s2", "session-2");

  @TempDir private Path home;
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServer standIn;
  private volatile AccessKey given = FIRST;
  private volatile Duration lasting = Duration.ofHours(2);

  /** Who asks for credentials where AWS would answer. */
  @BeforeEach
  void listen() throws IOException {
    standIn = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    standIn.createContext("/", this::answer);
    standIn.start();
  }

  @AfterEach
  void stop() {
    standIn.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String answer =
        switch (path) {
          case "/container" -> authorized(exchange, "Authorization", credentials());
          case "/latest/api/token" -> exchange.getRequestMethod().equals("PUT") ? TOKEN : "";
          case "/latest/meta-data/iam/security-credentials/" ->
              authorized(exchange, "X-aws-ec2-metadata-token", "gateway");
          case "/latest/meta-data/iam/security-credentials/gateway" ->
              authorized(exchange, "X-aws-ec2-metadata-token", credentials());
          case "/federation/credentials" ->
              authorized(exchange, "x-amz-sso_bearer_token", roleCredentials());
          default -> "";
        };
    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String authorized(HttpExchange exchange, String header, String answer) {
    return TOKEN.equals(exchange.getRequestHeaders().getFirst(header)) ? answer : "";
  }

  private String credentials() {
    return """
    {"Code":"Success","Type":"AWS-HMAC","AccessKeyId":"%s","SecretAccessKey":"%s","Token":"%s",
     "LastUpdated":"%s","Expiration":"%s"}"""
        .formatted(
            given.id(),
            given.secret(),
            given.sessionToken(),
            Instant.now(),
            Instant.now().plus(lasting));
  }

  private String roleCredentials() {
    return """
    {"roleCredentials":{"accessKeyId":"%s","secretAccessKey":"%s","sessionToken":"%s",
     "expiration":%d}}"""
        .formatted(
            given.id(),
            given.secret(),
            given.sessionToken(),
            Instant.now().plus(lasting).toEpochMilli());
  }

  private String url(String path) {
    return "http://127.0.0.1:" + standIn.getAddress().getPort() + path;
  }

  private Map<String, String> container() {
    return Map.of(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        url("/container"),
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        TOKEN);
  }

  @Test
  void container_isAskedWithItsToken() throws Exception {
    answersWith(container());
  }

  @Test
  void instanceMetadata_isAskedByItsSecondVersion() throws Exception {
    answersWith(Map.of("AWS_EC2_METADATA_SERVICE_ENDPOINT", url("")));
  }

  @Test
  void sso_thatSomebodySignedInTo_isUsed() throws Exception {
    config(
        """
        [default]
        sso_session = corp
        sso_account_id = 123456789012
        sso_role_name = dev
        [sso-session corp]
        sso_region = eu-west-2
        sso_start_url = https://corp.example/start
        """);
    byte[] name =
        MessageDigest.getInstance("SHA-1").digest("corp".getBytes(StandardCharsets.UTF_8));
    Path cache = Files.createDirectories(home.resolve(".aws/sso/cache"));
    Files.writeString(
        cache.resolve(HexFormat.of().formatHex(name) + ".json"),
        """
        {"accessToken":"%s","expiresAt":"%s","region":"eu-west-2",
         "startUrl":"https://corp.example/start"}"""
            .formatted(TOKEN, Instant.now().plus(Duration.ofHours(8))));
    answersWith(Map.of("AWS_ENDPOINT_URL_SSO", url("")));
  }

  @Test
  void process_isRun() throws Exception {
    Path answer = home.resolve("answer.json");
    Files.writeString(
        answer,
        """
        {"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s","SessionToken":"%s"}"""
            .formatted(FIRST.id(), FIRST.secret(), FIRST.sessionToken()));
    config("[default]\ncredential_process = cat " + answer + "\n");
    answersWith(Map.of());
  }

  @Test
  void none_isToldByReadiness() throws Exception {
    try (BedrockSimulator bedrock = knowing(FIRST, 0)) {
      Process gateway = start(bedrock, Map.of("AWS_EC2_METADATA_DISABLED", "true"));
      try {
        URI address = address(gateway);
        await(gateway, () -> get(address, "/ready").statusCode() == 503);
        assertThat(chat(address)).isEqualTo(403);
      } finally {
        gateway.destroyForcibly();
      }
    }
  }

  @Test
  void newerOnes_ofAContainer_areTakenWithoutARestart() throws Exception {
    lasting = Duration.ofSeconds(30);
    rotates(container(), () -> {});
  }

  @Test
  void newerOnes_inAFile_areTakenWithoutARestart() throws Exception {
    writeFile();
    rotates(
        Map.of("AWS_SHARED_CREDENTIALS_FILE", home.resolve("credentials").toString()),
        this::writeFile);
  }

  private void writeFile() throws IOException {
    Files.writeString(
        home.resolve("credentials"),
        """
        [default]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        aws_session_token = %s
        """
            .formatted(given.id(), given.secret(), given.sessionToken()));
  }

  /** What changes where credentials are. */
  private interface Change {
    void make() throws IOException;
  }

  private void rotates(Map<String, String> environment, Change change) throws Exception {
    BedrockSimulator bedrock = knowing(FIRST, 0);
    int port = bedrock.port();
    Process gateway = start(bedrock, environment);
    try {
      URI address = address(gateway);
      await(gateway, () -> chat(address) == 200);
      bedrock.close();
      given = SECOND;
      change.make();
      bedrock = knowing(SECOND, port);
      await(gateway, () -> chat(address) == 200);
    } finally {
      gateway.destroyForcibly();
      bedrock.close();
    }
  }

  private void answersWith(Map<String, String> environment) throws Exception {
    try (BedrockSimulator bedrock = knowing(FIRST, 0)) {
      Process gateway = start(bedrock, environment);
      try {
        URI address = address(gateway);
        await(gateway, () -> get(address, "/ready").statusCode() == 200);
        assertThat(chat(address)).isEqualTo(200);
      } finally {
        gateway.destroyForcibly();
      }
    }
  }

  private static BedrockSimulator knowing(AccessKey key, int port) {
    return BedrockSimulator.builder().accessKey(key).port(port).start();
  }

  private void config(String text) throws IOException {
    Files.writeString(home.resolve("config"), text);
  }

  private Process start(BedrockSimulator bedrock, Map<String, String> more) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                java.toString(),
                "-Duser.home=" + home,
                "-XX:+UseSerialGC",
                "-jar",
                jar().toString()));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("(AWS|OLLAMA|GATEWAY)_.*"));
    Map<String, String> own = new HashMap<>();
    own.put("HOME", home.toString());
    own.put("AWS_CONFIG_FILE", home.resolve("config").toString());
    own.put("AWS_SHARED_CREDENTIALS_FILE", home.resolve("none").toString());
    own.put("AWS_REGION", bedrock.region());
    own.put("AWS_ENDPOINT_URL_BEDROCK", bedrock.endpoint().toString());
    own.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.endpoint().toString());
    own.put("OLLAMA_HOST", "127.0.0.1:0");
    own.putAll(more);
    environment.putAll(own);
    return builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("ollama-bedrock-server-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  /** Where a program listens that was just started; what else it says is read and forgotten. */
  private static URI address(Process process) throws IOException {
    BufferedReader err = process.errorReader();
    for (String line = err.readLine(); line != null; line = err.readLine()) {
      if (line.startsWith(READY)) {
        Thread rest = new Thread(() -> err.lines().forEach(said -> {}), "stderr");
        rest.setDaemon(true);
        rest.start();
        return URI.create(line.substring(line.indexOf("http")));
      }
    }
    throw new AssertionError("the gateway ended before it listened");
  }

  private HttpResponse<String> get(URI gateway, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(gateway.resolve(path)).timeout(PATIENCE).build();
    return client.send(request, BodyHandlers.ofString());
  }

  private int chat(URI gateway) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/api/chat"))
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(Portal.chat("nova-lite", false)))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  /** Something that comes true. */
  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Process gateway, Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      assertThat(gateway.waitFor(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)).isFalse();
    }
  }
}
