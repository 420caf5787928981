package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Preset;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model that somebody made from another one, as it is saved.
 *
 * @param name what it is called, with its tag
 * @param from the model of Bedrock that answers, by its name with a tag
 * @param parent the model that it was made from, which may be a saved one
 * @param system its instructions; empty for none
 * @param parameters its options by their Ollama names
 * @param messages what its conversations begin with
 * @param license under which terms it may be used
 * @param modifiedAt when it was made
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SavedModel(
    @JsonProperty("name") String name,
    @JsonProperty("from") String from,
    @JsonProperty("parent") String parent,
    @JsonProperty("system") String system,
    @JsonProperty("parameters") Map<String, @Nullable Object> parameters,
    @JsonProperty("messages") List<Message> messages,
    @JsonProperty("license") List<String> license,
    @JsonProperty("modified_at")
        @JsonSerialize(using = Rfc3339.Writer.class)
        @JsonDeserialize(using = Rfc3339.Reader.class)
        Instant modifiedAt) {

  public SavedModel {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(parent, "parent");
    Objects.requireNonNull(modifiedAt, "modified_at");
    system = Json.text(system);
    parameters = Json.unmodifiable(parameters);
    messages = Json.list(messages);
    license = Json.list(license);
  }

  /** A model of Bedrock, as it is before anything is saved of it. */
  static SavedModel of(String base) {
    return new SavedModel(base, base, base, "", Map.of(), List.of(), List.of(), Instant.EPOCH);
  }

  /** All that makes it another model than that of Bedrock, its name apart; empty for nothing. */
  String content() {
    List<Object> all = List.of(system, parameters, messages, license);
    return all.equals(List.of("", Map.of(), List.of(), List.of())) ? "" : all.toString();
  }

  /** This model under another name. */
  SavedModel as(String other, Instant now) {
    return new SavedModel(other, from, parent, system, parameters, messages, license, now);
  }

  /** The model that a request makes from this one. */
  SavedModel with(CreateRequest request, String name, Instant now) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>(parameters);
    all.putAll(request.parameters());
    List<Message> first = request.messages();
    List<String> terms = request.license();
    return new SavedModel(
        name,
        from,
        this.name,
        request.system() == null ? system : request.system(),
        all,
        first == null ? messages : first,
        terms == null ? license : terms,
        now);
  }

  /** What its calls begin with. Options of the wrong type are kept, and end every call. */
  Preset preset() {
    return new Preset(name, from, defaults(), modifiedAt);
  }

  private CallDefaults defaults() {
    List<Turn> turns = messages.stream().map(ChatCallConverter::turn).toList();
    try {
      Options options = Options.of(parameters);
      return new CallDefaults(
          system,
          turns,
          new Sampling(options.temperature(), options.topP(), options.topK()),
          options.maxTokens(),
          options.stop());
    } catch (CallException wrong) {
      String fault = String.valueOf(wrong.getMessage());
      return new CallDefaults(system, turns, Sampling.DEFAULT, null, List.of(), fault);
    }
  }
}
