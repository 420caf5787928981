package io.aiportal.ollama.internal.json;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** JSON Pointers as fragments of URIs have them ({@code /$defs/a~1b}), by RFC 6901. */
public final class JsonPointers {

  /** An index has no zeros before it; one of more digits is behind the end of any list. */
  private static final Pattern INDEX = Pattern.compile("0|[1-9][0-9]{0,8}");

  private JsonPointers() {}

  /**
   * The steps of a pointer.
   *
   * @param fragment the pointer, with its first slash
   * @return null if it is none, or wrongly encoded
   */
  public static @Nullable List<String> steps(String fragment) {
    if (!fragment.startsWith("/")) {
      return null;
    }
    List<String> steps = new ArrayList<>();
    for (String step : fragment.substring(1).split("/", -1)) {
      String decoded = decoded(step);
      if (decoded == null) {
        return null;
      }
      steps.add(decoded.replace("~1", "/").replace("~0", "~"));
    }
    return steps;
  }

  private static @Nullable String decoded(String step) {
    if (step.indexOf('%') < 0) {
      return step;
    }
    try {
      return URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEncoded) {
      return null;
    }
  }

  /** Steps as a fragment. */
  public static String fragment(List<String> steps) {
    StringBuilder fragment = new StringBuilder();
    for (String step : steps) {
      String escaped = step.replace("~", "~0").replace("/", "~1").replace("%", "%25");
      fragment.append('/').append(escaped);
    }
    return fragment.toString();
  }

  /** The value at a place; null where nothing is. */
  public static @Nullable Object at(@Nullable Object root, List<String> steps) {
    Object node = root;
    for (String step : steps) {
      if (node instanceof Map<?, ?> map) {
        node = map.get(step);
      } else if (node instanceof List<?> list) {
        node = element(list, step);
      } else {
        return null;
      }
    }
    return node;
  }

  /** An element by the index that a text is; null where it is none. */
  public static @Nullable Object element(List<?> list, String step) {
    if (!INDEX.matcher(step).matches()) {
      return null;
    }
    int index = Integer.parseInt(step);
    return index < list.size() ? list.get(index) : null;
  }
}
