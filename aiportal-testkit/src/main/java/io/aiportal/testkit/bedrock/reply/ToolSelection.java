package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Chooses which tools of a request to call, and with which arguments. */
final class ToolSelection {

  /** Words that say nothing about what a tool is for. */
  private static final Set<String> COMMON =
      Set.of(
          "get",
          "set",
          "the",
          "and",
          "for",
          "with",
          "from",
          "that",
          "this",
          "tool",
          "use",
          "given",
          "current",
          "returns",
          "return",
          "function",
          "find",
          "list",
          "into",
          "about",
          "what",
          "you",
          "your",
          "user",
          "data",
          "information",
          "name",
          "value",
          "call",
          "can",
          "will",
          "when",
          "final",
          "result",
          "output",
          "please",
          "one",
          "two",
          "all",
          "any",
          "are",
          "how");

  private static final int NAME_WORD = 3;
  private static final int WHOLE_NAME = 10;
  private static final int FITS = 3;
  private static final int SHORTEST_WORD = 3;
  private static final Set<String> MATHS =
      Set.of("calc", "calculate", "calculator", "math", "maths", "arithmetic", "expression");

  private final UserPrompt prompt;
  private final Hints hints;
  private final ModelBehaviour behaviour;

  ToolSelection(UserPrompt prompt, ModelBehaviour behaviour) {
    this.prompt = prompt;
    this.behaviour = behaviour;
    this.hints = Hints.of(prompt.gist());
  }

  /** The calls to make: none, unless a tool fits or the request forces one and the model obeys. */
  List<Block> calls() {
    JsonNode choice = prompt.request().path("toolConfig").path("toolChoice");
    List<Block> calls = new ArrayList<>();
    for (JsonNode tool : chosen(choice)) {
      for (JsonNode input : inputs(tool)) {
        calls.add(new Block.ToolUse(id(calls.size()), tool.path("name").asText(), input));
      }
    }
    return calls;
  }

  private List<JsonNode> chosen(JsonNode choice) {
    List<JsonNode> tools = prompt.tools();
    for (String forced : List.of("any", "tool")) {
      if (choice.has(forced) && !behaviour.obeys().contains(forced)) {
        return List.of();
      }
    }
    if (choice.has("tool")) {
      String name = choice.get("tool").path("name").asText();
      return tools.stream().filter(tool -> tool.path("name").asText().equals(name)).toList();
    }
    if (choice.has("any")) {
      return tools.stream().max(Comparator.comparingInt(this::score)).stream().toList();
    }
    boolean answered = !prompt.lastBlocks("toolResult").isEmpty();
    return answered ? List.of() : fitting(tools);
  }

  /** The best tool, and every other one that a further word of the prompt asks for. */
  private List<JsonNode> fitting(List<JsonNode> tools) {
    List<JsonNode> ranked =
        tools.stream()
            .filter(tool -> score(tool) >= FITS)
            .sorted(Comparator.comparingInt(this::score).reversed())
            .toList();
    List<JsonNode> chosen = new ArrayList<>();
    Set<String> spoken = new HashSet<>();
    for (JsonNode tool : ranked) {
      Set<String> matched = matchedNameWords(tool);
      if (chosen.isEmpty() || !spoken.containsAll(matched)) {
        chosen.add(tool);
        spoken.addAll(matched);
      }
    }
    return chosen;
  }

  private int score(JsonNode tool) {
    Set<String> prompted = stems(prompt.gist());
    Set<String> described = stems(tool.path("description").asText());
    described.retainAll(prompted);
    Set<String> matched = matchedNameWords(tool);
    described.removeAll(matched);
    int score = NAME_WORD * matched.size() + described.size();
    if (hints.names(tool.path("name").asText())) {
      score += WHOLE_NAME;
    }
    Set<String> own = stems(tool.path("name").asText() + " " + tool.path("description").asText());
    own.retainAll(stems(String.join(" ", MATHS)));
    return own.isEmpty() || Arithmetic.in(prompt.gist()).isEmpty() ? score : score + FITS;
  }

  private Set<String> matchedNameWords(JsonNode tool) {
    Set<String> words = stems(tool.path("name").asText());
    words.retainAll(stems(prompt.gist()));
    return words;
  }

  private static Set<String> stems(String text) {
    String words = text.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    Set<String> stems = new HashSet<>();
    for (String word : Arrays.asList(words.split("[^\\p{L}\\p{N}]+", -1))) {
      if (word.length() >= SHORTEST_WORD && !COMMON.contains(word)) {
        stems.add(word.length() > SHORTEST_WORD ? word.replaceFirst("s$", "") : word);
      }
    }
    return stems;
  }

  /** One set of arguments, or one for every place when the tool asks for a single place. */
  private List<JsonNode> inputs(JsonNode tool) {
    JsonNode schema = tool.path("inputSchema").path("json");
    if (hints.places().size() < 2 || !asksForOnePlace(schema)) {
      return List.of(SchemaInstance.arguments(schema, hints));
    }
    return hints.places().stream()
        .map(place -> SchemaInstance.arguments(schema, hints.withPlace(place)))
        .distinct()
        .toList();
  }

  private boolean asksForOnePlace(JsonNode schema) {
    int places = 0;
    String first = hints.places().get(0);
    JsonNode input = SchemaInstance.arguments(schema, hints);
    for (Map.Entry<String, JsonNode> argument : input.properties()) {
      places += argument.getValue().asText().equals(first) ? 1 : 0;
    }
    return places == 1;
  }

  /** Unlike every other id of the conversation, and the same for the same request. */
  private String id(int index) {
    byte[] hash = Sha256.of(prompt.request().path("messages") + "#" + index);
    return switch (behaviour.callIds()) {
      case bedrock ->
          "tooluse_"
              + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
      case nine -> new BigInteger(1, hash).toString(36).substring(0, 9);
    };
  }

  /** The call that a result answers; a missing node when the conversation has none. */
  static JsonNode callOf(JsonNode result, JsonNode request) {
    JsonNode found = MissingNode.getInstance();
    for (JsonNode message : request.path("messages")) {
      for (JsonNode block : message.path("content")) {
        JsonNode call = block.path("toolUse");
        if (call.has("toolUseId")
            && call.path("toolUseId").asText().equals(result.path("toolUseId").asText())) {
          found = call;
        }
      }
    }
    return found;
  }
}
