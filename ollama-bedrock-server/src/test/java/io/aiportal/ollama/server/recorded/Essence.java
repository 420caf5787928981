package io.aiportal.ollama.server.recorded;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a request of Converse says, whatever words were chosen for it. */
final class Essence {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> FILLERS =
      Set.of("(no output)", "(The images follow.)", "(The documents follow.)");

  /** What somebody says who only has his turn. */
  private static final String FILLER = ".";

  private Essence() {}

  /** A line for each thing that is said, by whom and about which call. */
  static List<String> messages(JsonNode request) {
    List<String> lines = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      String role = message.path("role").asText();
      for (JsonNode block : message.path("content")) {
        line(role, block, lines);
      }
    }
    return lines;
  }

  private static void line(String role, JsonNode block, List<String> lines) {
    if (block.has("text")) {
      said(role, block.path("text").asText(), lines);
    } else if (block.has("citationsContent")) {
      said(role, text(block.at("/citationsContent/content")), lines);
    } else if (block.has("image")) {
      lines.add(role + " shows " + block.at("/image/source/bytes").asText());
    } else if (block.has("document")) {
      lines.add(role + " hands over " + block.at("/document/source"));
    } else if (block.has("toolUse")) {
      JsonNode use = block.path("toolUse");
      lines.add("call " + use.path("toolUseId") + use.path("name") + use.path("input"));
    } else if (block.has("toolResult")) {
      JsonNode result = block.path("toolResult");
      lines.add("result " + result.path("toolUseId") + text(result.path("content")));
      for (JsonNode part : result.path("content")) {
        if (part.has("image") || part.has("document")) {
          line(role, part, lines);
        }
      }
    }
  }

  private static void said(String role, String text, List<String> lines) {
    if (!text.isBlank() && !text.equals(FILLER)) {
      lines.add(role + " says " + text);
    }
  }

  /** The texts of blocks, and what is JSON in them, a line each. */
  static String text(JsonNode content) {
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

  /** What of two requests differs besides their messages, by the names of members. */
  static Set<String> differences(JsonNode recorded, JsonNode ours) {
    Map<String, JsonNode> before = members(recorded);
    Map<String, JsonNode> after = members(ours);
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    Set<String> differences = new TreeSet<>();
    for (String name : names) {
      JsonNode one = before.get(name);
      JsonNode other = after.get(name);
      if (one == null) {
        differences.add(name + " added");
      } else if (other == null) {
        differences.add(name + " left out");
      } else if (!equal(one, other)) {
        differences.add(name + " changed");
      }
    }
    return differences;
  }

  private static boolean equal(JsonNode one, JsonNode other) {
    return one.isNumber() && other.isNumber()
        ? (float) one.asDouble() == (float) other.asDouble()
        : one.equals(other);
  }

  private static Map<String, JsonNode> members(JsonNode request) {
    Map<String, JsonNode> members = new TreeMap<>();
    for (JsonNode message : request.path("messages")) {
      if (message.at("/content/0/text").asText().equals(FILLER)) {
        members.put("filler", message.path("role"));
      }
    }
    String system = text(request.path("system"));
    if (!system.isBlank()) {
      members.put("system", JSON.valueToTree(system));
    }
    for (String group : List.of("inferenceConfig", "additionalModelRequestFields")) {
      request
          .path(group)
          .fields()
          .forEachRemaining(
              member -> members.put(group + "." + member.getKey(), member.getValue()));
    }
    Map<String, JsonNode> tools = new LinkedHashMap<>();
    for (JsonNode tool : request.at("/toolConfig/tools")) {
      if (tool.has("toolSpec")) {
        tools.put(tool.at("/toolSpec/name").asText(), tool.get("toolSpec"));
      }
    }
    if (!tools.isEmpty()) {
      members.put("tools", JSON.valueToTree(tools));
    }
    JsonNode choice = request.at("/toolConfig/toolChoice");
    if (!choice.isMissingNode()) {
      members.put("toolChoice", choice);
    }
    for (String name :
        List.of("outputConfig", "guardrailConfig", "performanceConfig", "serviceTier")) {
      if (request.has(name)) {
        members.put(name, request.get(name));
      }
    }
    for (String point : List.of("cachePoint", "status", "reasoningContent")) {
      if (request.findValue(point) != null) {
        members.put(point, new ObjectNode(JSON.getNodeFactory()));
      }
    }
    return members;
  }
}
