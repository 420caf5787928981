package io.aiportal.ollama.plan;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The names of a call's tools, there and back: Bedrock takes fewer characters than callers use.
 *
 * <p>A name that fits stays as it is. Any other gets a name of its own, which depends on nothing
 * but the names of the call. The work is linear in the number of names, whatever they are.
 */
final class ToolNaming {

  private static final int MAX_LENGTH = 64;

  /** As much of a name as leaves room for any count behind it. */
  private static final int STEM_LENGTH = 50;

  private final Map<String, String> bedrockNames = new HashMap<>();
  private final Map<String, String> callerNames = new HashMap<>();

  /** How many names were counted up from each stem. */
  private final Map<String, Integer> counts = new HashMap<>();

  private final boolean hyphens;

  private ToolNaming(boolean hyphens) {
    this.hyphens = hyphens;
  }

  /** The names of these tools, as the caller spells them; {@code hyphens} if those may stay. */
  static ToolNaming of(Set<String> names, boolean hyphens) {
    ToolNaming naming = new ToolNaming(hyphens);
    Set<String> strange = new LinkedHashSet<>();
    for (String name : names) {
      if (naming.fitting(name).equals(name)) {
        naming.put(name, name);
      } else {
        strange.add(name);
      }
    }
    strange.forEach(name -> naming.put(name, naming.free(name)));
    return naming;
  }

  /** What Bedrock is told for a tool of the call. */
  String toBedrock(String name) {
    return bedrockNames.getOrDefault(name, name);
  }

  /** The caller's names by Bedrock's, where the two differ. */
  Map<String, String> renamed() {
    Map<String, String> renamed = new HashMap<>(callerNames);
    renamed.entrySet().removeIf(name -> name.getKey().equals(name.getValue()));
    return renamed;
  }

  /** A name like this one that fits and that no tool of the call has. */
  String free(String wish) {
    String fitting = fitting(wish);
    if (!callerNames.containsKey(fitting)) {
      return fitting;
    }
    String name = marked(fitting, hash(wish));
    String stem = fitting.substring(0, Math.min(fitting.length(), STEM_LENGTH));
    while (callerNames.containsKey(name)) {
      // One count for all names of a stem, so that no candidate is tried twice.
      name = stem + "_" + counts.merge(stem, 1, (count, one) -> count + one);
    }
    return name;
  }

  private void put(String name, String bedrockName) {
    bedrockNames.put(name, bedrockName);
    callerNames.put(bedrockName, name);
  }

  private String fitting(String name) {
    if (name.isEmpty()) {
      return "tool";
    }
    if (fits(name)) {
      return name;
    }
    StringBuilder fitting = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      fitting.append(isAllowed(c) ? c : '_');
    }
    return fitting.length() > MAX_LENGTH
        ? marked(fitting.toString(), hash(name))
        : fitting.toString();
  }

  private boolean fits(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (!isAllowed(name.charAt(i))) {
        return false;
      }
    }
    return name.length() <= MAX_LENGTH;
  }

  private static String hash(String name) {
    return String.format("_%08x", name.hashCode());
  }

  /** A name with a mark at its end, cut before it where it would be too long. */
  private static String marked(String name, String mark) {
    return name.substring(0, Math.min(name.length(), MAX_LENGTH - mark.length())) + mark;
  }

  private boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || (c == '-' && hyphens);
  }
}
