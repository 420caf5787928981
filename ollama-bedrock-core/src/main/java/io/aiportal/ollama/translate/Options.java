package io.aiportal.ollama.translate;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a request that mean something to Bedrock, with Ollama's names and ranges.
 *
 * <p>All of Ollama's options are checked for their type, in its words; the ones that are missing
 * here have no home on Bedrock and no effect, nor have unknown names.
 *
 * @param temperature null where the caller does not say; 0 is a value like any other
 * @param topP null where the caller does not say
 * @param topK null where the caller does not say
 * @param numPredict tokens of the answer; null, 0 or less for the model's default
 * @param stop texts that end the answer, as the caller gave them
 */
record Options(
    @Nullable Double temperature,
    @Nullable Double topP,
    @Nullable Integer topK,
    @Nullable Integer numPredict,
    List<String> stop) {

  Options {
    stop = List.copyOf(stop);
  }

  /**
   * The options of these names.
   *
   * @throws CallException 500, as Ollama has it, if one is of the wrong type
   */
  static Options of(Map<String, @Nullable Object> options) {
    options.forEach(Options::check);
    return new Options(
        number(options.get("temperature")),
        number(options.get("top_p")),
        integer(options.get("top_k")),
        integer(options.get("num_predict")),
        strings(options.get("stop")));
  }

  private static void check(String name, @Nullable Object value) {
    if (value == null) {
      return;
    }
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

  private static List<String> strings(@Nullable Object value) {
    List<String> strings = new ArrayList<>();
    if (value instanceof List<?> list) {
      list.forEach(element -> strings.add(String.valueOf(element)));
    }
    return strings;
  }
}
