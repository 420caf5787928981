package io.aiportal.testkit.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/** Three calls that show what the gateway can do, printed as they go. */
final class Samples {

  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String WEATHER_TOOL =
      """
      [{"type": "function", "function": {
          "name": "get_weather",
          "description": "Current weather of a city",
          "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"]}}}]
      """;

  private static final String COUNTRY_SCHEMA =
      """
      {"type": "object",
       "properties": {
         "name": {"type": "string"},
         "capital": {"type": "string"},
         "languages": {"type": "array", "items": {"type": "string"}}},
       "required": ["name", "capital", "languages"]}
      """;

  private final OllamaClient ollama;
  private final String model;
  private final PrintWriter out;

  Samples(OllamaClient ollama, String model, PrintWriter out) {
    this.ollama = ollama;
    this.model = model;
    this.out = out;
  }

  void run() throws DemoException, InterruptedException {
    stream();
    callTools();
    followSchema();
  }

  private void stream() throws DemoException, InterruptedException {
    title("1. A chat that streams");
    JsonNode answer = ask(chat("Why is the sky blue?"));
    if (answer.path("content").asText().isBlank()) {
      throw new DemoException("The streamed chat has no text.");
    }
  }

  private void callTools() throws DemoException, InterruptedException {
    title("2. A question that needs tools");
    ObjectNode chat = chat("What is the weather in Paris and London?");
    chat.set("tools", json(WEATHER_TOOL));
    JsonNode answer = ask(chat);
    JsonNode calls = answer.path("tool_calls");
    if (calls.isEmpty()) {
      throw new DemoException("The model did not call the tool that it was offered.");
    }
    ArrayNode messages = (ArrayNode) chat.get("messages");
    messages.add(answer);
    for (JsonNode call : calls) {
      messages.add(result(call));
    }
    if (ask(chat).path("content").asText().isBlank()) {
      throw new DemoException("The model did not answer from the results of the tool.");
    }
  }

  /** What the tool answers; this is the program's part of the round trip. */
  private ObjectNode result(JsonNode call) {
    JsonNode function = call.path("function");
    String city = function.path("arguments").path("city").asText();
    String weather = city.length() % 2 == 0 ? "8 °C and rain" : "21 °C and sunny";
    out.printf("   called %s(%s), result: %s%n", function.path("name").asText(), city, weather);
    ObjectNode message = MAPPER.createObjectNode().put("role", "tool").put("content", weather);
    message.put("tool_name", function.path("name").asText());
    if (call.has("id")) {
      message.put("tool_call_id", call.get("id").asText());
    }
    return message;
  }

  private void followSchema() throws DemoException, InterruptedException {
    title("3. An answer in JSON that follows a schema");
    ObjectNode chat = chat("Tell me about Canada.");
    chat.set("format", json(COUNTRY_SCHEMA));
    String content = ask(chat).path("content").asText();
    JsonNode country = json(content);
    for (String property : new String[] {"name", "capital", "languages"}) {
      if (!country.has(property)) {
        throw new DemoException("The answer in JSON has no %s: %s".formatted(property, content));
      }
    }
  }

  private void title(String title) {
    out.printf("%n%s%n", title);
  }

  private JsonNode ask(ObjectNode chat) throws DemoException, InterruptedException {
    JsonNode last = chat.path("messages").get(chat.path("messages").size() - 1);
    if (last.path("role").asText().equals("user")) {
      out.printf("   you:   %s%n", last.path("content").asText());
    }
    StringBuilder line = new StringBuilder();
    JsonNode answer = ollama.chat(chat, piece -> print(piece, line));
    if (line.length() > 0) {
      out.println();
    }
    out.flush();
    return answer;
  }

  private void print(String piece, StringBuilder line) {
    if (line.length() == 0) {
      out.print("   model: ");
    }
    line.append(piece);
    out.print(piece.replace("\n", "\n          "));
    out.flush();
  }

  private ObjectNode chat(String question) {
    ObjectNode chat = MAPPER.createObjectNode().put("model", model);
    chat.putArray("messages").addObject().put("role", "user").put("content", question);
    return chat;
  }

  private static JsonNode json(String text) throws DemoException {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new DemoException("The answer is not JSON: " + text, e);
    }
  }
}
