package io.aiportal.testkit.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** As much of an Ollama server as the demo calls; also runs as a process in the gateway's place. */
final class FakeGateway implements AutoCloseable {

  private static final String MODELS =
      """
      {"models":[{"name":"titan-embed","capabilities":["embedding"]},
                 {"name":"claude-x","capabilities":["completion","tools"]},
                 {"name":"claude-sonnet-4.5:latest","capabilities":["completion","tools","vision"]}]}
      """;

  private static final String DONE =
      "{\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true}\n";

  private final HttpServer server;
  private volatile String chatAnswer = "";
  private volatile int chatStatus = 200;

  private FakeGateway(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/ready", exchange -> answer(exchange, 200, "{}"));
    server.createContext("/api/tags", exchange -> answer(exchange, 200, MODELS));
    server.createContext("/api/chat", this::chat);
    server.start();
  }

  static FakeGateway start() throws IOException {
    return new FakeGateway(0);
  }

  /** Listens where the gateway would, if it was given a Bedrock and an account. */
  public static void main(String[] args) throws IOException {
    Map<String, String> environment = System.getenv();
    for (String name :
        List.of(
            "AWS_REGION",
            "AWS_ENDPOINT_URL_BEDROCK",
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY")) {
      if (!environment.containsKey(name)) {
        System.err.println(name + " is not set");
        System.exit(3);
      }
    }
    String[] host = environment.get("OLLAMA_HOST").split(":", 2);
    new FakeGateway(Integer.parseInt(host[1]));
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** From now on every chat is answered with these bytes. */
  void answerChats(int status, String body) {
    chatStatus = status;
    chatAnswer = body;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void chat(HttpExchange exchange) throws IOException {
    JsonNode request = new JsonMapper().readTree(exchange.getRequestBody());
    answer(exchange, chatStatus, chatAnswer.isEmpty() ? sensible(request) : chatAnswer);
  }

  private static String sensible(JsonNode request) {
    JsonNode messages = request.path("messages");
    JsonNode last = messages.get(messages.size() - 1);
    if (request.has("format")) {
      return line(
              "{\\\"name\\\":\\\"Canada\\\",\\\"capital\\\":\\\"Ottawa\\\",\\\"languages\\\":[]}")
          + DONE;
    }
    if (request.has("tools") && last.path("role").asText().equals("user")) {
      return """
      {"message":{"role":"assistant","content":"","tool_calls":[{"id":"a","function":{"index":0,"name":"get_weather","arguments":{"city":"Paris"}}},{"function":{"index":1,"name":"get_weather","arguments":{"city":"London"}}}]},"done":false}
      """
          + DONE;
    }
    return line("Because ") + line(last.path("content").asText().replace("\"", "")) + DONE;
  }

  static String line(String content) {
    return "{\"message\":{\"role\":\"assistant\",\"content\":\""
        + content
        + "\"},\"done\":false}\n";
  }

  static String done() {
    return DONE;
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }
}
