package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model of {@code /api/tags}.
 *
 * @param name its name with a tag
 * @param model the same again
 * @param remoteModel its name where it runs; null or empty if that is here
 * @param remoteHost where it runs; null or empty if that is here
 * @param modifiedAt when it last changed
 * @param size bytes of its weights; never 0
 * @param digest 64 hexadecimal digits that are the same as long as the model is the same
 * @param details what kind of model it is
 * @param capabilities what it can do, in Ollama's words
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
  "name",
  "model",
  "remote_model",
  "remote_host",
  "modified_at",
  "size",
  "digest",
  "details",
  "capabilities"
})
public record ListedModel(
    @JsonProperty("name") String name,
    @JsonProperty("model") String model,
    @JsonProperty("remote_model") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String remoteModel,
    @JsonProperty("remote_host") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String remoteHost,
    @JsonProperty("modified_at")
        @JsonSerialize(using = Rfc3339.LocalWriter.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant modifiedAt,
    @JsonProperty("size") long size,
    @JsonProperty("digest") String digest,
    @JsonProperty("details") ModelDetails details,
    @JsonProperty("capabilities") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> capabilities) {

  public ListedModel {
    capabilities = Json.list(capabilities);
  }
}
