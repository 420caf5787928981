package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The words of all refusals, as {@code refusals.json} has them. */
final class Refusals {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{(\\w+)}");

  private final Map<String, Words> words;

  private Refusals(Map<String, Words> words) {
    this.words = words;
  }

  static Refusals load() {
    JsonMapper mapper =
        JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    try (InputStream in =
        Objects.requireNonNull(Refusals.class.getResourceAsStream("refusals.json"))) {
      return new Refusals(mapper.readValue(in, new TypeReference<>() {}));
    } catch (IOException e) {
      throw new UncheckedIOException("refusals.json cannot be read", e);
    }
  }

  /** Whether there are words of that name. */
  boolean has(String name) {
    return words.containsKey(name);
  }

  /** The refusal of that name, its placeholders filled. */
  Violation violation(String name, Map<String, Object> values) {
    Words found = Objects.requireNonNull(words.get(name), name);
    Matcher placeholder = PLACEHOLDER.matcher(found.template());
    String message =
        placeholder.replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Objects.requireNonNull(values.get(match.group(1)), match.group()).toString()));
    return new Violation(found.exceptionOrDefault(), found.statusOrDefault(), message);
  }

  /**
   * One refusal.
   *
   * @param exception null for {@code ValidationException}
   * @param status null for 400
   * @param bedrock what Bedrock says itself
   * @param model what the model says, which Bedrock passes on; one of the two is null
   */
  private record Words(
      @Nullable String exception,
      @Nullable Integer status,
      @Nullable String bedrock,
      @Nullable String model) {

    String template() {
      return bedrock != null ? bedrock : "The model returned the following errors: " + model;
    }

    String exceptionOrDefault() {
      return Objects.requireNonNullElse(exception, "ValidationException");
    }

    int statusOrDefault() {
      return Objects.requireNonNullElse(status, 400);
    }
  }
}
