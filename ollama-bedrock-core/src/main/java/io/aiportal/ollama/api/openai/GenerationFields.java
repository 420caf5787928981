package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of completions of both kinds: how an answer is chosen, ends and goes out. */
final class GenerationFields {

  /** Ways of serving that a caller cannot choose here: the operator does. */
  static final Set<String> TIERS = Set.of("flex", "priority", "scale");

  private final GoReader in;
  private final String numberType;
  private boolean stream;
  private boolean includeUsage;
  private @Nullable Integer maxTokens;
  private @Nullable Integer maxCompletionTokens;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private @Nullable Object stop;
  private final List<String> ignored = new ArrayList<>();

  /**
   * The fields of one request.
   *
   * @param numberType Go's type of its numbers
   */
  GenerationFields(GoReader in, String numberType) {
    this.in = in;
    this.numberType = numberType;
  }

  /** Reads a field, or passes over one that nobody knows. */
  void read(String name) throws IOException {
    switch (name) {
      case "stream" -> stream = Boolean.TRUE.equals(in.bool(stream));
      case "stream_options" -> {
        includeUsage &= !in.isNull();
        in.struct("openai.StreamOptions", this::streamOption);
      }
      case "max_tokens" -> maxTokens = tokens();
      case "max_completion_tokens" -> maxCompletionTokens = tokens();
      case "temperature" -> temperature = in.number(numberType);
      case "top_p" -> topP = in.number(numberType);
      case "stop" -> stop = in.any();
      case "seed" -> {
        boolean given = !in.isNull();
        in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
        ignore(name, given);
      }
      case "frequency_penalty", "presence_penalty" -> ignore(name, asks(in.number(numberType)));
      case "n", "best_of" ->
          ignore(name, in.any() instanceof Number number && number.intValue() > 1);
      case "service_tier" -> ignore(name, in.any() instanceof String tier && TIERS.contains(tier));
      case "logit_bias",
          "echo",
          "functions",
          "web_search_options",
          "prediction",
          "audio",
          "verbosity" ->
          ignore(name, asks(in.any()));
      default -> in.skip();
    }
  }

  /** Notes a field that has no effect, if the caller wants something by it. */
  void ignore(String name, boolean wanted) {
    if (wanted) {
      ignored.add(name);
    }
  }

  /** The names of fields that have no effect. */
  List<String> ignored() {
    return ignored;
  }

  /** Whether a value asks for anything: not those that stand for nothing. */
  static boolean asks(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    return value instanceof Number number
        ? number.doubleValue() != 0
        : value != null && !value.equals(false) && !value.equals("");
  }

  private void streamOption(String name) throws IOException {
    if (name.equals("include_usage")) {
      includeUsage = Boolean.TRUE.equals(in.bool(includeUsage));
    } else {
      in.skip();
    }
  }

  private @Nullable Integer tokens() throws IOException {
    return GenerationLimits.tokens(in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE));
  }

  /** What stop was, as it came. */
  @Nullable Object stop() {
    return stop;
  }

  /** The newer of the two names for a limit wins. */
  GenerationLimits limits() {
    return new GenerationLimits(
        maxCompletionTokens == null ? maxTokens : maxCompletionTokens,
        temperature,
        topP,
        texts(stop));
  }

  Delivery delivery() {
    return new Delivery(stream, includeUsage);
  }

  /** A text, or those of a list; whatever else stands there is dropped, as Ollama does. */
  private static List<String> texts(@Nullable Object stop) {
    if (stop instanceof String one) {
      return List.of(one);
    }
    return stop instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }
}
