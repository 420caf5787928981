package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer of {@code /api/chat}, or one piece of it.
 *
 * @param model the model's name as the request spelled it
 * @param createdAt when this piece was made
 * @param message the piece's text, thinking or tool calls
 * @param done whether the answer is complete; a stream has exactly one such piece, its last
 * @param doneReason why the model stopped: {@code stop}, {@code length}, {@code load} or {@code
 *     unload}; null while it has not
 * @param metrics what the answer took; {@link Metrics#NONE} while it is not done
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({"model", "created_at", "message", "done", "done_reason", "metrics"})
public record ChatResponse(
    @JsonProperty("model") String model,
    @JsonProperty("created_at")
        @JsonSerialize(using = Rfc3339.Writer.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant createdAt,
    @JsonProperty("message") Message message,
    @JsonProperty("done") boolean done,
    @JsonProperty("done_reason") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String doneReason,
    @JsonUnwrapped Metrics metrics) {

  public ChatResponse {
    model = Json.text(model);
    createdAt = createdAt == null ? Instant.EPOCH : createdAt;
    message = message == null ? Message.assistant("") : message;
    metrics = metrics == null ? Metrics.NONE : metrics;
  }
}
