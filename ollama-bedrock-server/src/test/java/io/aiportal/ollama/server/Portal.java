package io.aiportal.ollama.server;

import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.Transport;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A simulated Bedrock and a gateway in front of it, in this JVM. */
final class Portal implements AutoCloseable {

  private final BedrockSimulator bedrock;
  private final Gateway gateway;
  private final ByteArrayOutputStream requestLog = new ByteArrayOutputStream();
  private final HttpClient client = HttpClient.newHttpClient();

  static {
    // Where the SDK's chain of credentials looks first; the environment cannot be set from here.
    System.setProperty("aws.accessKeyId", AccessKey.DEFAULT.id());
    System.setProperty("aws.secretAccessKey", AccessKey.DEFAULT.secret());
  }

  Portal(BedrockSimulator bedrock, Map<String, String> more) {
    this.bedrock = bedrock;
    Map<String, String> environment = new HashMap<>();
    environment.put("OLLAMA_HOST", "127.0.0.1:0");
    environment.put("AWS_REGION", bedrock.region());
    environment.put("AWS_ENDPOINT_URL_BEDROCK", bedrock.endpoint().toString());
    environment.put("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.endpoint().toString());
    // Or a text that is embedded twice would not reach Bedrock, where tests look.
    environment.put("GATEWAY_EMBEDDING_CACHE", "off");
    environment.putAll(more);
    this.gateway =
        Gateway.start(
            Settings.read(environment, null), requestLog, () -> Settings.read(environment, null));
  }

  /** A portal whose gateway asks Bedrock once for each request. */
  static Portal withoutRetries() {
    return new Portal(BedrockSimulator.start(), Map.of("GATEWAY_MAX_ATTEMPTS", "1"));
  }

  /** The same over one of the transports. */
  static Portal withoutRetries(Transport transport) {
    return new Portal(
        BedrockSimulator.start(),
        Map.of("GATEWAY_MAX_ATTEMPTS", "1", "GATEWAY_TRANSPORT", transport.name()));
  }

  /** A portal whose gateway asks Bedrock again as it does by default. */
  static Portal withRetries() {
    return new Portal(BedrockSimulator.start(), Map.of());
  }

  /** The same over one of the transports. */
  static Portal withRetries(Transport transport) {
    return new Portal(BedrockSimulator.start(), Map.of("GATEWAY_TRANSPORT", transport.name()));
  }

  BedrockSimulator bedrock() {
    return bedrock;
  }

  int port() {
    return gateway.address().getPort();
  }

  /** The lines of the request log so far. */
  String requestLog() {
    return requestLog.toString(StandardCharsets.UTF_8);
  }

  /** The request log when a line with this text is in it; lines are written a little later. */
  String requestLogWith(String text) {
    while (!requestLog().contains(text)) {
      Thread.onSpinWait();
    }
    return requestLog();
  }

  /** Posts a body and reads the whole answer. */
  HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
    return client.send(request(path, json), BodyHandlers.ofString());
  }

  /** Reads the whole answer to a request without a body. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + port() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  HttpRequest request(String path, String json) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
        .timeout(Duration.ofSeconds(30))
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  HttpClient client() {
    return client;
  }

  /** A connection with a request sent on it and nothing of the answer read. */
  Socket open(String path, String json) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket.setSoTimeout(30_000);
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, body.length);
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return socket;
  }

  /** A chat of one question with a model. */
  static String chat(String model, boolean stream) {
    return """
    {"model":"%s","stream":%b,"messages":[{"role":"user","content":"What is a secret word?"}]}"""
        .formatted(model, stream);
  }

  @Override
  public void close() {
    gateway.close();
    bedrock.close();
  }
}
