package io.aiportal.ollama.answer;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A tool call that a model wrote into its text.
 *
 * @param name the tool's name as the model spells it
 * @param arguments its arguments
 */
record WrittenCall(String name, Map<String, @Nullable Object> arguments) {

  private static final List<String> ARGUMENTS = List.of("parameters", "arguments", "input");
  private static final Set<String> MEMBERS =
      Set.of("name", "parameters", "arguments", "input", "type", "id", "function");

  private static final String PARAMETER = "<parameter=";
  private static final String PARAMETER_END = "</parameter>";
  private static final String KEY = "<arg_key>";
  private static final String KEY_END = "</arg_key>";
  private static final String VALUE = "<arg_value>";
  private static final String VALUE_END = "</arg_value>";

  /**
   * The calls in a JSON object, or in an array of such; null if they are none.
   *
   * @param bare whether nothing but the object tells that it is a call, so that it must have
   *     arguments
   */
  static @Nullable List<WrittenCall> ofJson(String json, boolean bare) {
    Map<String, @Nullable Object> document = JsonObjects.parse("{\"calls\":" + json + "}");
    if (document == null) {
      return null;
    }
    Object value = document.get("calls");
    List<?> all = value instanceof List<?> list ? list : List.of(value == null ? "" : value);
    List<WrittenCall> calls = new ArrayList<>();
    for (Object one : all) {
      WrittenCall call = one instanceof Map<?, ?> object ? ofObject(object, bare) : null;
      if (call == null) {
        return null;
      }
      calls.add(call);
    }
    return calls.isEmpty() ? null : calls;
  }

  private static @Nullable WrittenCall ofObject(Map<?, ?> object, boolean bare) {
    if (!MEMBERS.containsAll(object.keySet())) {
      return null;
    }
    if (object.get("function") instanceof Map<?, ?> function) {
      return ofObject(function, bare);
    }
    Object name =
        object.get("name") instanceof String ? object.get("name") : object.get("function");
    if (!(name instanceof String tool)) {
      return null;
    }
    for (String member : ARGUMENTS) {
      if (object.containsKey(member)) {
        Map<String, @Nullable Object> arguments = arguments(object.get(member));
        return arguments == null ? null : new WrittenCall(tool, arguments);
      }
    }
    return bare ? null : new WrittenCall(tool, Map.of());
  }

  private static @Nullable Map<String, @Nullable Object> arguments(@Nullable Object value) {
    if (value == null) {
      return Map.of();
    }
    if (value instanceof String text) {
      return JsonObjects.parse(text);
    }
    if (!(value instanceof Map<?, ?> object)) {
      return null;
    }
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    object.forEach((key, argument) -> arguments.put(String.valueOf(key), argument));
    return arguments;
  }

  /**
   * The call of a function's tag: {@code name>{…}}, or with a tag for each parameter; null if it is
   * none.
   */
  static @Nullable WrittenCall ofFunction(String inside, Function<String, Set<String>> texts) {
    int end = inside.indexOf('>');
    if (end < 0) {
      return null;
    }
    String name = inside.substring(0, end).strip();
    String body = inside.substring(end + 1).strip();
    if (body.isEmpty()) {
      return new WrittenCall(name, Map.of());
    }
    Map<String, @Nullable Object> arguments =
        body.startsWith("{") ? JsonObjects.parse(body) : parameters(body, texts.apply(name));
    return arguments == null ? null : new WrittenCall(name, arguments);
  }

  private static @Nullable Map<String, @Nullable Object> parameters(
      String body, Set<String> texts) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    for (String parameter : WrittenSections.between(body, PARAMETER, PARAMETER_END)) {
      int end = parameter.indexOf('>');
      if (end < 0) {
        return null;
      }
      String key = parameter.substring(0, end).strip();
      arguments.put(key, value(withoutFrame(parameter.substring(end + 1)), texts.contains(key)));
    }
    return arguments.isEmpty() ? null : arguments;
  }

  /** The call of a name with a key and a value after the other; null if it is none. */
  static @Nullable WrittenCall ofPairs(String inside, Function<String, Set<String>> texts) {
    int first = inside.indexOf(KEY);
    String name = (first < 0 ? inside : inside.substring(0, first)).strip();
    Set<String> ofTool = texts.apply(name);
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    String pairs = first < 0 ? "" : inside.substring(first);
    for (String pair : WrittenSections.between(pairs, KEY, VALUE_END)) {
      int keyEnd = pair.indexOf(KEY_END);
      int value = pair.indexOf(VALUE);
      if (keyEnd < 0 || value < keyEnd) {
        return null;
      }
      String key = pair.substring(0, keyEnd).strip();
      arguments.put(key, value(pair.substring(value + VALUE.length()), ofTool.contains(key)));
    }
    return first >= 0 && arguments.isEmpty() ? null : new WrittenCall(name, arguments);
  }

  /** A value without the line ends around it that belong to its tags. */
  static String withoutFrame(String value) {
    int from = value.startsWith("\n") ? 1 : 0;
    int to = value.endsWith("\n") && value.length() > from ? value.length() - 1 : value.length();
    return value.substring(from, to);
  }

  /** A value that is written without quotes: text, or what its letters say in JSON. */
  static @Nullable Object value(String value, boolean text) {
    if (text || !JsonScanner.isValue(value)) {
      return value;
    }
    Map<String, @Nullable Object> document = JsonObjects.parse("{\"value\":" + value + "}");
    return document == null ? value : document.get("value");
  }
}
