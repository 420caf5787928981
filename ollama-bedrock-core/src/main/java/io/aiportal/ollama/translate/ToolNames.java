package io.aiportal.ollama.translate;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of a request's tools, there and back: Bedrock takes fewer characters than Ollama.
 *
 * <p>A name that fits stays as it is. Any other gets a name of its own, which depends on nothing
 * but the names of the request.
 */
final class ToolNames {

  private static final int MAX_LENGTH = 64;

  private final Map<String, String> bedrockNames = new HashMap<>();
  private final Map<String, String> ollamaNames = new HashMap<>();
  private final boolean hyphens;

  private ToolNames(boolean hyphens) {
    this.hyphens = hyphens;
  }

  /** The names of these tools, as the caller spells them; {@code hyphens} if those may stay. */
  static ToolNames of(Set<String> names, boolean hyphens) {
    ToolNames map = new ToolNames(hyphens);
    Set<String> strange = new LinkedHashSet<>();
    for (String name : names) {
      if (map.fitting(name).equals(name)) {
        map.put(name, name);
      } else {
        strange.add(name);
      }
    }
    strange.forEach(name -> map.put(name, map.free(name)));
    return map;
  }

  /** What Bedrock is told for a tool of the request. */
  String toBedrock(String name) {
    return bedrockNames.getOrDefault(name, name);
  }

  /** The caller's names by Bedrock's. */
  Map<String, String> toOllama() {
    return ollamaNames;
  }

  /** A name like this one that fits and that no tool of the request has. */
  String free(String wish) {
    String name = fitting(wish);
    for (int attempt = 0; ollamaNames.containsKey(name); attempt++) {
      String mark = String.format("_%08x", (wish + "#".repeat(attempt)).hashCode());
      String stem = fitting(wish);
      name = stem.substring(0, Math.min(stem.length(), MAX_LENGTH - mark.length())) + mark;
    }
    return name;
  }

  private void put(String name, String bedrockName) {
    bedrockNames.put(name, bedrockName);
    ollamaNames.put(bedrockName, name);
  }

  private String fitting(String name) {
    if (name.isEmpty()) {
      return "tool";
    }
    StringBuilder fitting = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fitting.append(isAllowed(c) ? c : '_');
    }
    if (fitting.length() > MAX_LENGTH) {
      String mark = String.format("_%08x", name.hashCode());
      fitting.replace(MAX_LENGTH - mark.length(), fitting.length(), mark);
    }
    return fitting.toString();
  }

  private boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || (c == '-' && hyphens);
  }
}
