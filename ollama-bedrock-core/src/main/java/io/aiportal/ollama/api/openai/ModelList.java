package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import java.time.Instant;
import java.util.List;

/**
 * The answer of {@code /v1/models}.
 *
 * @param object what this is
 * @param data the models that can be called
 */
@JsonPropertyOrder({"object", "data"})
record ModelList(@JsonProperty("object") String object, @JsonProperty("data") List<Entry> data) {

  /**
   * A model.
   *
   * @param id its name
   * @param object what this is
   * @param created when it last changed, in seconds
   * @param ownedBy the namespace of its name
   */
  @JsonPropertyOrder({"id", "object", "created", "owned_by"})
  record Entry(
      @JsonProperty("id") String id,
      @JsonProperty("object") String object,
      @JsonProperty("created") long created,
      @JsonProperty("owned_by") String ownedBy) {

    static Entry of(String id, Instant modifiedAt) {
      return new Entry(id, "model", modifiedAt.getEpochSecond(), namespace(id));
    }

    private static String namespace(String id) {
      String[] parts = id.split("/", -1);
      return parts.length < 2 ? "library" : parts[parts.length - 2];
    }
  }

  static ModelList of(ModelCatalogue catalogue) {
    return new ModelList(
        "list",
        catalogue.listByChange().stream()
            .map(model -> Entry.of(model.name(), catalogue.modifiedAt(model)))
            .toList());
  }

  /**
   * One model, by any of its names.
   *
   * @throws CallException 400, 403 or 404 if it cannot be called
   */
  static Entry entry(String name, ModelCatalogue catalogue) {
    ModelResolution resolution = catalogue.resolve(name);
    if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
      throw CallException.modelNotFound(ModelName.parse(name).withTag());
    }
    return Entry.of(name, catalogue.modifiedAt(resolution.orThrow()));
  }
}
