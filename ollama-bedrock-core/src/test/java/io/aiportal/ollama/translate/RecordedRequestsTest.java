package io.aiportal.ollama.translate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.ollama.json.RequestReader;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.wire.ChatRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Requests that Bedrock is known to have accepted: made into what an Ollama client would have sent,
 * and back. What comes back must be well formed, and must say the same in the same turns.
 *
 * <p>The recordings lie beside the checkout or where {@code BEDROCK_RECORDINGS} points. Where they
 * are absent, this says so; so it does for each recording that no Ollama client could have sent.
 */
class RecordedRequestsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");

  private final Map<String, String> unused = new TreeMap<>();

  @Test
  void recordedRequest_throughOllama_saysTheSame() throws IOException {
    Optional<Path> folder = folder();
    if (folder.isEmpty()) {
      System.out.println("NOT RUN: there are no recordings of Bedrock beside the checkout");
      return;
    }
    int used = 0;
    for (String file : List.of("converse.jsonl", "converse-stream.jsonl")) {
      for (String line : Files.readAllLines(folder.get().resolve(file))) {
        used += check(JSON.readTree(line)) ? 1 : 0;
      }
    }
    System.out.println("Recorded requests translated: " + used + ", not usable:");
    unused.forEach((id, reason) -> System.out.println("  " + id + " " + reason));
    assertThat(used).isGreaterThan(unused.size());
  }

  private static Optional<Path> folder() {
    String named = System.getenv("BEDROCK_RECORDINGS");
    Path folder = Path.of(named == null ? "../../shared/recordings" : named);
    return Files.isDirectory(folder) ? Optional.of(folder) : Optional.empty();
  }

  private boolean check(JsonNode recording) {
    String reason = OllamaShape.obstacle(recording);
    Optional<Model> model = MODELS.resolve(recording.path("model").asText());
    if (reason == null && model.isEmpty()) {
      reason = "the catalogue has no model " + recording.path("model").asText();
    }
    if (reason != null) {
      unused.put(recording.path("id").asText(), reason);
      return false;
    }
    JsonNode sent = recording.path("request");
    ChatRequest request =
        RequestReader.chat(OllamaShape.of(sent).toString().getBytes(StandardCharsets.UTF_8));
    Translation translation = ChatTranslator.translate(request, model.orElseThrow());
    JsonNode body = ConverseRules.check(translation.request(), model.orElseThrow().traits());
    assertThat(OllamaShape.essence(body.path("messages")))
        .as(recording.path("id").asText())
        .isEqualTo(OllamaShape.essence(sent.path("messages")));
    assertThat(body.path("toolConfig").path("tools").findValuesAsText("name"))
        .containsAll(names(sent));
    return true;
  }

  private static List<String> names(JsonNode sent) {
    List<String> names = new ArrayList<>();
    sent.at("/toolConfig/tools").forEach(t -> names.add(t.at("/toolSpec/name").asText()));
    names.remove("");
    return names;
  }

  /** The way from Converse back to Ollama, for tests alone. */
  private static final class OllamaShape {

    private static final Set<String> FILLERS = Set.of("(no output)", "(The images follow.)");

    /** Why no client of Ollama could have sent this; null if one could. */
    static String obstacle(JsonNode recording) {
      JsonNode request = recording.path("request");
      if (recording.path("status").asInt() != 200) {
        return "was refused with " + recording.path("status").asInt();
      }
      if (!request.path("messages").isArray()) {
        return "has no messages";
      }
      for (String member :
          List.of("document", "video", "guardContent", "citationsContent", "searchResult")) {
        if (request.findValue(member) != null) {
          return "has " + member;
        }
      }
      return null;
    }

    static ObjectNode of(JsonNode sent) {
      ObjectNode chat = JSON.createObjectNode().put("model", "recorded");
      ArrayNode messages = chat.putArray("messages");
      for (JsonNode system : sent.path("system")) {
        messages.addObject().put("role", "system").put("content", system.path("text").asText());
      }
      sent.path("messages").forEach(message -> add(message, messages));
      for (JsonNode tool : sent.at("/toolConfig/tools")) {
        tool(tool.path("toolSpec"), chat.withArray("tools"));
      }
      options(sent.path("inferenceConfig"), chat);
      return chat;
    }

    private static void add(JsonNode message, ArrayNode messages) {
      String role = message.path("role").asText();
      for (JsonNode block : message.path("content")) {
        if (block.has("text")) {
          messages.addObject().put("role", role).put("content", block.path("text").asText());
        } else if (block.has("image")) {
          ObjectNode image = messages.addObject().put("role", role);
          image.putArray("images").add(block.at("/image/source/bytes").asText());
        } else if (block.has("toolUse")) {
          call(block.path("toolUse"), messages.addObject().put("role", role));
        } else if (block.has("toolResult")) {
          result(block.path("toolResult"), messages.addObject().put("role", "tool"));
        }
      }
    }

    private static void call(JsonNode use, ObjectNode message) {
      ObjectNode call = message.putArray("tool_calls").addObject();
      call.set("id", use.path("toolUseId"));
      ObjectNode function = call.putObject("function");
      function.set("name", use.path("name"));
      function.set("arguments", use.path("input"));
    }

    private static void result(JsonNode result, ObjectNode message) {
      message.set("tool_call_id", result.path("toolUseId"));
      message.put("content", text(result.path("content")));
      for (JsonNode block : result.path("content")) {
        if (block.has("image")) {
          message.withArray("images").add(block.at("/image/source/bytes").asText());
        }
      }
    }

    private static void tool(JsonNode spec, ArrayNode tools) {
      if (spec.isObject()) {
        ObjectNode function = tools.addObject().put("type", "function").putObject("function");
        function.set("name", spec.path("name"));
        function.put("description", spec.path("description").asText());
        function.set("parameters", spec.at("/inputSchema/json"));
      }
    }

    private static void options(JsonNode inference, ObjectNode chat) {
      ObjectNode options = chat.putObject("options");
      inference.fields().forEachRemaining(setting -> option(setting, options));
    }

    private static void option(Map.Entry<String, JsonNode> setting, ObjectNode options) {
      switch (setting.getKey()) {
        case "maxTokens" -> options.set("num_predict", setting.getValue());
        case "topP" -> options.set("top_p", setting.getValue());
        case "stopSequences" -> options.set("stop", setting.getValue());
        default -> options.set(setting.getKey(), setting.getValue());
      }
    }

    /** A line for each thing that is said, by whom and about which call. */
    static List<String> essence(JsonNode messages) {
      List<String> lines = new ArrayList<>();
      for (JsonNode message : messages) {
        String role = message.path("role").asText();
        for (JsonNode block : message.path("content")) {
          if (block.has("text") && !block.path("text").asText().isBlank()) {
            lines.add(role + " says " + block.path("text").asText());
          } else if (block.has("image")) {
            lines.add(role + " shows " + block.at("/image/source/bytes").asText());
          } else if (block.has("toolUse")) {
            JsonNode use = block.path("toolUse");
            lines.add("call " + use.path("toolUseId") + use.path("name") + use.path("input"));
          } else if (block.has("toolResult")) {
            JsonNode result = block.path("toolResult");
            lines.add("result " + result.path("toolUseId") + text(result.path("content")));
          }
        }
      }
      return lines;
    }

    private static String text(JsonNode content) {
      List<String> parts = new ArrayList<>();
      for (JsonNode block : content) {
        if (block.has("text") && !FILLERS.contains(block.path("text").asText())) {
          parts.add(block.path("text").asText());
        } else if (block.has("json")) {
          parts.add(block.path("json").toString());
        }
      }
      return String.join("\n", parts);
    }
  }
}
