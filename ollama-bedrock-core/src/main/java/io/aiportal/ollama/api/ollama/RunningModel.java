package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;

/**
 * One model of {@code /api/ps}.
 *
 * @param name its name with a tag
 * @param model the same again
 * @param size bytes it takes in memory
 * @param digest as in {@link ListedModel}
 * @param details what kind of model it is
 * @param expiresAt when it will no longer be kept
 * @param sizeVram bytes of it that are on graphics cards; all of them, or clients warn of a slow
 *     model
 * @param contextLength tokens of prompt and answer together
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
  "name",
  "model",
  "size",
  "digest",
  "details",
  "expires_at",
  "size_vram",
  "context_length"
})
public record RunningModel(
    @JsonProperty("name") String name,
    @JsonProperty("model") String model,
    @JsonProperty("size") long size,
    @JsonProperty("digest") String digest,
    @JsonProperty("details") ModelDetails details,
    @JsonProperty("expires_at")
        @JsonSerialize(using = Rfc3339.LocalWriter.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant expiresAt,
    @JsonProperty("size_vram") long sizeVram,
    @JsonProperty("context_length") long contextLength) {}
