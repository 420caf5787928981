package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /api/show}, without the fields that only models in files have.
 *
 * @param license under which terms it may be used; empty where nobody says
 * @param modelfile how the model is made, in the language of Modelfiles
 * @param parameters its default options, one a line: a name, blanks, a value
 * @param template how its prompt is made; empty where nobody says
 * @param system its default instructions; empty for none
 * @param templateSource where its template comes from
 * @param details what kind of model it is
 * @param messages the turns that every conversation with it begins with; empty for none
 * @param remoteModel its name where it runs; null or empty if that is here
 * @param remoteHost where it runs; null or empty if that is here
 * @param modelInfo facts by the keys that model files use, in order
 * @param capabilities what it can do, in Ollama's words
 * @param thinking what it takes as {@code think}; null where it does not think
 * @param modifiedAt when it last changed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonPropertyOrder({
  "license",
  "modelfile",
  "parameters",
  "template",
  "system",
  "template_source",
  "details",
  "messages",
  "remote_model",
  "remote_host",
  "model_info",
  "capabilities",
  "thinking",
  "modified_at"
})
public record ShowResponse(
    @JsonProperty("license") @JsonInclude(JsonInclude.Include.NON_EMPTY) String license,
    @JsonProperty("modelfile") @JsonInclude(JsonInclude.Include.NON_EMPTY) String modelfile,
    @JsonProperty("parameters") @JsonInclude(JsonInclude.Include.NON_EMPTY) String parameters,
    @JsonProperty("template") @JsonInclude(JsonInclude.Include.NON_EMPTY) String template,
    @JsonProperty("system") @JsonInclude(JsonInclude.Include.NON_EMPTY) String system,
    @JsonProperty("template_source") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String templateSource,
    @JsonProperty("details") ModelDetails details,
    @JsonProperty("messages") @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Message> messages,
    @JsonProperty("remote_model") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String remoteModel,
    @JsonProperty("remote_host") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @Nullable String remoteHost,
    @JsonProperty("model_info") Map<String, @Nullable Object> modelInfo,
    @JsonProperty("capabilities") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<String> capabilities,
    @JsonProperty("thinking") @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable ThinkValues thinking,
    @JsonProperty("modified_at")
        @JsonSerialize(using = Rfc3339.LocalWriter.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant modifiedAt) {

  public ShowResponse {
    license = Json.text(license);
    messages = Json.list(messages);
    modelInfo = Json.unmodifiable(modelInfo);
    capabilities = Json.list(capabilities);
  }

  /** This answer with another fact, or another value of a fact. */
  public ShowResponse withModelInfo(String key, Object value) {
    Map<String, @Nullable Object> changed = new LinkedHashMap<>(modelInfo);
    changed.put(key, value);
    return new ShowResponse(
        license,
        modelfile,
        parameters,
        template,
        system,
        templateSource,
        details,
        messages,
        remoteModel,
        remoteHost,
        changed,
        capabilities,
        thinking,
        modifiedAt);
  }
}
