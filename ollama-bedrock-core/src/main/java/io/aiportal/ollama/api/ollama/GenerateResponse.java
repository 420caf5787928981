package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /api/generate}, or one piece of it.
 *
 * @param model the model's name as the request spelled it
 * @param createdAt when this piece was made
 * @param response the piece's text; empty where it has none
 * @param thinking the piece's thinking; null or empty for none
 * @param done whether the answer is complete; a stream has exactly one such piece, its last
 * @param doneReason as in {@link ChatResponse}
 * @param context the conversation so far, to be sent with the next request; only when done
 * @param metrics what the answer took; {@link Metrics#NONE} while it is not done
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
  "model",
  "created_at",
  "response",
  "thinking",
  "done",
  "done_reason",
  "context",
  "metrics"
})
public record GenerateResponse(
    @JsonProperty("model") String model,
    @JsonProperty("created_at")
        @JsonSerialize(using = Rfc3339.Writer.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant createdAt,
    @JsonProperty("response") String response,
    @JsonProperty("thinking") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable String thinking,
    @JsonProperty("done") boolean done,
    @JsonProperty("done_reason") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String doneReason,
    @JsonProperty("context") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> context,
    @JsonUnwrapped Metrics metrics) {

  public GenerateResponse {
    model = Json.text(model);
    createdAt = createdAt == null ? Instant.EPOCH : createdAt;
    response = Json.text(response);
    context = Json.list(context);
    metrics = metrics == null ? Metrics.NONE : metrics;
  }
}
