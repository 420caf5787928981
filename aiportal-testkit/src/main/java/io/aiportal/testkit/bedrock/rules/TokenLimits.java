package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much one model reads and writes; the rows of {@code token-limits.json}.
 *
 * @param context the tokens of its context window; null when not known
 * @param output the most tokens of an answer; null when it is as its family says
 */
record TokenLimits(@Nullable Integer context, @Nullable Integer output) {

  private static final TokenLimits UNKNOWN = new TokenLimits(null, null);
  private static final Map<String, TokenLimits> LIMITS = load();

  /** The limits of a model, by its own id. */
  static TokenLimits of(String modelId) {
    return LIMITS.getOrDefault(modelId, UNKNOWN);
  }

  private static Map<String, TokenLimits> load() {
    try (InputStream in =
        Objects.requireNonNull(TokenLimits.class.getResourceAsStream("token-limits.json"))) {
      return new JsonMapper().readValue(in, new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException("token-limits.json cannot be read", e);
    }
  }
}
