package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * A step of what {@code /api/pull}, {@code /api/push} and {@code /api/create} do.
 *
 * @param status what is done
 * @param digest the layer that it is done with; empty for none
 * @param total the bytes of that layer
 * @param completed those of them that are there
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
@JsonPropertyOrder({"status", "digest", "total", "completed"})
public record ProgressResponse(
    @JsonProperty("status") String status,
    @JsonProperty("digest") @JsonInclude(JsonInclude.Include.NON_EMPTY) String digest,
    @JsonProperty("total") long total,
    @JsonProperty("completed") long completed) {

  public ProgressResponse {
    status = Json.text(status);
    digest = Json.text(digest);
  }

  /** A step without a layer. */
  public static ProgressResponse of(String status) {
    return new ProgressResponse(status, "", 0, 0);
  }
}
