package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How a request ended and what it took: all that metrics know of it. Nothing here is a caller's own
 * word, so that nobody can make up new values.
 *
 * @param api the API that was spoken; {@code none} for what belongs to no API
 * @param route the path as the table of routes has it; {@code none} for an unknown one
 * @param key the name of the key that was shown
 * @param status the HTTP status
 * @param verdict what became of it
 * @param cause the kind of failure; empty where it was answered
 * @param asked the name of the model that was asked, as lists have it; {@code none} where none was,
 *     {@code other} where no list has it
 * @param model the same of the model that answered, or was to in the end
 * @param nanos how long it took
 * @param firstPieceNanos how long the client waited for the first piece of a streamed answer;
 *     negative where nothing was streamed
 * @param kept whether the answer is one that was given before, so that Bedrock was not asked
 * @param usage the tokens of the answer
 * @param cost what these cost, in US dollars; null where the model has no price, or did not answer
 * @param trail the attempts that were made for it; null where no model was asked
 */
public record RequestEnd(
    String api,
    String route,
    String key,
    int status,
    Verdict verdict,
    String cause,
    String asked,
    String model,
    long nanos,
    long firstPieceNanos,
    boolean kept,
    TokenUsage usage,
    @Nullable BigDecimal cost,
    @Nullable CallTrail trail) {

  /** What stands for that of which there is none. */
  public static final String NONE = "none";

  /** What stands for all that is not told apart. */
  public static final String OTHER = "other";

  /** Whether a model was asked for an answer. */
  public boolean isOfModel() {
    return trail != null;
  }

  /** The hundreds of the status, such as {@code 2xx}. */
  public String statusClass() {
    return switch (status / 100) {
      case 1 -> "1xx";
      case 2 -> "2xx";
      case 3 -> "3xx";
      case 4 -> "4xx";
      default -> "5xx";
    };
  }
}
