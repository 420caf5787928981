package io.aiportal.testkit.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A client of an Ollama server that refuses answers which break the protocol. */
final class OllamaClient {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper MAPPER = new JsonMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI server;

  OllamaClient(URI server) {
    this.server = server;
  }

  /** Whether the server says that it can serve; false while nothing listens. */
  boolean isReady() throws InterruptedException {
    try {
      HttpRequest request = request("/ready").timeout(Duration.ofSeconds(5)).GET().build();
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** The names of the models that can call tools, in the server's order. */
  List<String> modelsWithTools() throws DemoException, InterruptedException {
    HttpRequest request = request("/api/tags").GET().build();
    List<String> names = new ArrayList<>();
    for (JsonNode model : parsed(body(request, 200)).path("models")) {
      for (JsonNode capability : model.path("capabilities")) {
        if (capability.asText().equals("tools")) {
          names.add(model.path("name").asText());
        }
      }
    }
    return names;
  }

  /**
   * Streams one chat answer.
   *
   * @param chat the body of POST /api/chat without {@code stream}
   * @param piece told each piece of text as it arrives
   * @return the message, put together from all pieces
   * @throws DemoException when the answer is an error, or does not end as an answer ends
   */
  JsonNode chat(ObjectNode chat, Consumer<String> piece)
      throws DemoException, InterruptedException {
    String body = chat.deepCopy().put("stream", true).toString();
    HttpRequest request =
        request("/api/chat").POST(HttpRequest.BodyPublishers.ofString(body)).build();
    Answer answer = new Answer(piece);
    try {
      HttpResponse<Stream<String>> response = client.send(request, BodyHandlers.ofLines());
      try (Stream<String> lines = response.body()) {
        if (response.statusCode() != 200) {
          throw new DemoException(
              refusal(response.statusCode(), String.join("\n", lines.toList())));
        }
        for (String line : (Iterable<String>) lines::iterator) {
          answer.add(line);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new DemoException("The answer of /api/chat broke off: " + e.getMessage(), e);
    }
    return answer.whole();
  }

  private String body(HttpRequest request, int status) throws DemoException, InterruptedException {
    try {
      HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
      if (response.statusCode() != status) {
        throw new DemoException(refusal(response.statusCode(), response.body()));
      }
      return response.body();
    } catch (IOException e) {
      throw new DemoException(request.uri() + " could not be called: " + e.getMessage(), e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(server.resolve(path)).timeout(PATIENCE);
  }

  private static String refusal(int status, String body) {
    return "The gateway answered with status %d: %s".formatted(status, body.strip());
  }

  private static JsonNode parsed(String json) throws DemoException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DemoException("The gateway answered with something that is not JSON: " + json, e);
    }
  }

  /** An answer as far as it has been read. */
  private static final class Answer {

    private final Consumer<String> piece;
    private final StringBuilder content = new StringBuilder();
    private final ArrayNode calls = MAPPER.createArrayNode();
    private boolean done;

    Answer(Consumer<String> piece) {
      this.piece = piece;
    }

    void add(String text) throws DemoException {
      JsonNode line = parsed(text);
      if (line.has("error")) {
        throw new DemoException(
            "The answer holds an error: " + line.path("error").asText(line.toString()));
      }
      if (done) {
        throw new DemoException("The answer goes on after done:true: " + text);
      }
      String content = line.path("message").path("content").asText();
      this.content.append(content);
      if (!content.isEmpty()) {
        piece.accept(content);
      }
      line.path("message").path("tool_calls").forEach(calls::add);
      done = line.path("done").asBoolean();
    }

    JsonNode whole() throws DemoException {
      if (!done) {
        throw new DemoException("The answer ends without done:true.");
      }
      ObjectNode message = MAPPER.createObjectNode().put("role", "assistant");
      message.put("content", content.toString());
      if (!calls.isEmpty()) {
        message.set("tool_calls", calls);
      }
      return message;
    }
  }
}
