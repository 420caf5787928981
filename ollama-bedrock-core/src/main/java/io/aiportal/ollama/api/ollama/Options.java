package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.internal.json.JsonValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The options of a request that mean something to a model on Bedrock.
 *
 * <p>All of Ollama's options are checked for their type, in its words; the ones that are missing
 * here have no home on Bedrock and no effect, nor have unknown names.
 *
 * @param temperature null where the caller does not say; 0 is a value like any other
 * @param topP null where the caller does not say
 * @param topK null where the caller does not say
 * @param maxTokens tokens of the answer, at least 1; null for a default, which 0 and negative
 *     numbers ask for too: neither "none" nor "without end" can be said to Bedrock
 * @param contextLength tokens of the window, at least 1; null where the caller does not say
 * @param stop texts that end the answer, as the caller gave them
 */
record Options(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer topK,
    @Nullable Integer maxTokens,
    @Nullable Integer contextLength,
    List<String> stop) {

  private static final Set<String> WITH_EFFECT =
      Set.of("temperature", "top_p", "top_k", "num_predict", "num_ctx", "stop");

  Options {
    stop = List.copyOf(stop);
  }

  /**
   * Reads options by their names.
   *
   * @throws CallException 500, as Ollama has it, if one is of the wrong type
   */
  static Options of(Map<String, @Nullable Object> options) {
    check(options);
    return new Options(
        number(options.get("temperature")),
        number(options.get("top_p")),
        integer(options.get("top_k")),
        positive(options.get("num_predict")),
        positive(options.get("num_ctx")),
        strings(options.get("stop")));
  }

  /**
   * Checks the types of options.
   *
   * @throws CallException 500, as Ollama has it, if one is of the wrong type; 400 if it is no JSON
   *     value at all
   */
  static void check(Map<String, @Nullable Object> options) {
    options.forEach(Options::check);
  }

  /** The names of the options that have no effect. */
  static List<String> withoutEffect(Map<String, @Nullable Object> options) {
    return options.keySet().stream()
        .filter(name -> options.get(name) != null && !WITH_EFFECT.contains(name))
        .toList();
  }

  private static void check(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
    requireJson(name, value);
    switch (name) {
      case "num_keep",
          "seed",
          "num_predict",
          "top_k",
          "repeat_last_n",
          "num_ctx",
          "num_batch",
          "num_gpu",
          "main_gpu",
          "num_thread",
          "draft_num_predict" ->
          require(value instanceof Number, name, "type integer");
      case "top_p",
          "min_p",
          "typical_p",
          "temperature",
          "repeat_penalty",
          "presence_penalty",
          "frequency_penalty" ->
          require(value instanceof Number, name, "type float32");
      case "use_mmap" -> require(value instanceof Boolean, name, "type boolean");
      case "stop" -> {
        require(value instanceof List, name, "type array");
        require(isStrings((List<?>) value), name, "an array of strings");
      }
      default -> {}
    }
  }

  private static void requireJson(String name, Object value) {
    if (!(value instanceof Map || value instanceof List || JsonValues.isScalar(value))) {
      throw CallException.badRequest(
          "option " + GoQuote.quote(name) + " is " + JsonValues.refusal(value));
    }
  }

  private static void require(boolean fits, String name, String kind) {
    if (!fits) {
      throw CallException.runnerError("option " + GoQuote.quote(name) + " must be of " + kind);
    }
  }

  private static boolean isStrings(List<?> list) {
    return list.stream().allMatch(String.class::isInstance);
  }

  private static @Nullable Double number(@Nullable Object value) {
    return value instanceof Number number ? (Double) number.doubleValue() : null;
  }

  /** Ollama cuts the fraction off; by way of a double, as a decimal can have a huge exponent. */
  private static @Nullable Integer integer(@Nullable Object value) {
    return value instanceof Number number ? (Integer) (int) number.doubleValue() : null;
  }

  private static @Nullable Integer positive(@Nullable Object value) {
    Integer number = integer(value);
    return number == null || number < 1 ? null : number;
  }

  private static List<String> strings(@Nullable Object value) {
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(element -> strings.add(String.valueOf(element)));
    }
    return strings;
  }
}
