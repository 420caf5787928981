package io.aiportal.testkit.contract;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a server whose behaviour is to be proved, and gives what it answered as it is. */
final class ContractClient {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** A red square of 64 by 64 pixels, a PNG in base64; models refuse smaller ones. */
  static final String IMAGE =
      "iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAS0lEQVR42u3PQQkAAAgAsetfWiP4FgYrsKZeS0BAQEBAQEBA"
          + "QEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgsqnc8OJg6Ln3AAAAAElFTkSuQmCC";

  /** How far a vector's length may be from what it should be. */
  static final double CLOSE = 1e-3;

  private final URI server;

  ContractClient(URI server) {
    this.server = server;
  }

  /**
   * What a server answered.
   *
   * @param contentType empty where it gave none
   */
  record Answer(int status, String contentType, HttpResponse<?> response, String body) {

    /** The body as JSON; a failed test if it is none. */
    JsonNode json() {
      return parsed(body);
    }

    /** The lines of a streamed answer, each a JSON object. */
    List<JsonNode> lines() {
      List<JsonNode> lines = new ArrayList<>();
      if (!body.endsWith("\n") || body.contains("\n\n")) {
        throw new AssertionError("a line end is missing, or a line is blank: " + body);
      }
      for (String line : body.split("\n")) {
        lines.add(parsed(line));
      }
      return lines;
    }

    /** The data of a stream of server-sent events. */
    List<String> events() {
      List<String> events = new ArrayList<>();
      for (String event : body.split("\n\n")) {
        int data = event.indexOf("data: ");
        if (data < 0) {
          throw new AssertionError("an event without data: " + event);
        }
        events.add(event.substring(data + "data: ".length()));
      }
      return events;
    }

    /** The names of a stream of server-sent events, each of which must be the type in its data. */
    List<String> eventTypes() {
      List<String> types = new ArrayList<>();
      for (String event : body.split("\n\n")) {
        String type = parsed(event.substring(event.indexOf("data: ") + 6)).path("type").asText();
        if (!event.startsWith("event: " + type + "\ndata: ")) {
          throw new AssertionError("an event whose name is not its type: " + event);
        }
        types.add(type);
      }
      return types;
    }

    /** The value of a header; empty where there is none. */
    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  /** A text as JSON; a failed test if it is none. */
  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  /** The names of an object's members, in their order. */
  static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** How long a vector is. */
  static double length(JsonNode vector) {
    double squares = 0;
    for (JsonNode number : vector) {
      squares += number.asDouble() * number.asDouble();
    }
    return Math.sqrt(squares);
  }

  /** A model that not every server has; a test that needs one is skipped where it is missing. */
  static String needed(Optional<String> model, String kind) {
    assumeTrue(model.isPresent(), "the server under test names no model " + kind);
    return model.orElseThrow();
  }

  Answer get(String path) {
    return ask("GET", path, "");
  }

  Answer post(String path, String json) {
    return ask("POST", path, json);
  }

  /** Asks anything; an empty body is none, and headers are names and values in turn. */
  Answer ask(String method, String path, String json, String... headers) {
    BodyPublisher body = json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.toString().replaceAll("/$", "") + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
      String type = response.headers().firstValue("content-type").orElse("");
      return new Answer(response.statusCode(), type, response, response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
