package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelName;
import io.aiportal.ollama.model.ModelResolution;
import io.aiportal.ollama.model.Preset;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The models that were made from models of Bedrock: names with instructions, options and messages.
 *
 * <p>They never change; what makes, copies or deletes one gives others. Names of Bedrock's own
 * models, and those of the operator, cannot be taken: whoever calls them gets what they say.
 */
public final class SavedModels {

  /** None saved. */
  public static final SavedModels NONE = new SavedModels(Map.of());

  /** As many as there may be: everybody's list of models holds them all. */
  static final int MOST = 1_000;

  /** What Ollama says where its registry has no such model; clients look for these words. */
  private static final String NOWHERE = "pull model manifest: file does not exist";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final Map<String, SavedModel> byKey;

  /** What is written of them. */
  private record Document(@JsonProperty("models") List<SavedModel> models) {

    Document {
      models = List.copyOf(models);
    }
  }

  private SavedModels(Map<String, SavedModel> byKey) {
    this.byKey = Collections.unmodifiableMap(new LinkedHashMap<>(byKey));
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IOException if it is anything else
   */
  public static SavedModels fromJson(byte[] json) throws IOException {
    @Nullable Document document = MAPPER.readValue(json, Document.class);
    if (document == null) {
      throw new IOException("no models");
    }
    Map<String, SavedModel> models = new LinkedHashMap<>();
    try {
      for (SavedModel model : document.models()) {
        model.preset();
        models.put(key(model.name()), model);
      }
    } catch (CallException damaged) {
      throw new IOException(damaged);
    }
    return new SavedModels(models);
  }

  /** The models as JSON. */
  public byte[] toJson() {
    return ResponseJson.bytes(new Document(List.copyOf(byKey.values())));
  }

  /** The models as calls know them. */
  public List<Preset> presets() {
    return byKey.values().stream().map(SavedModel::preset).toList();
  }

  /** The model of a name; null if none was saved by it. */
  @Nullable SavedModel find(String name) {
    return byKey.get(key(name));
  }

  /**
   * These models and a new one, in place of what had its name before.
   *
   * @param catalogue what there is to make it from
   * @throws CallException 400 for names and files that cannot be used; 500, as Ollama has it, for a
   *     model that is not there
   */
  public SavedModels create(CreateRequest request, ModelCatalogue catalogue, Instant now) {
    ModelName name = valid(request.model(), "invalid model name");
    CreateCheck.check(request);
    if (!request.files().isEmpty()) {
      throw CallException.badRequest(
          "models are made from other models here, by 'from': files of weights and adapters are"
              + " managed in Amazon Bedrock");
    }
    if (request.from().isBlank()) {
      throw CallException.badRequest("neither 'from' or 'files' was specified");
    }
    SavedModel source = source(request.from(), catalogue);
    if (source == null) {
      throw nowhere(request.from(), catalogue);
    }
    return with(source.with(request, name.withTag(), now), catalogue);
  }

  /**
   * These models and one of them, or of Bedrock's, under another name.
   *
   * @throws CallException 400 for names that cannot be used, 404 if there is nothing to copy
   */
  public SavedModels copy(CopyRequest request, ModelCatalogue catalogue, Instant now) {
    parsed(request.source(), "source " + GoQuote.quote(request.source()) + " is invalid");
    String refusal = "destination " + GoQuote.quote(request.destination()) + " is invalid";
    ModelName destination = valid(request.destination(), refusal);
    SavedModel source = source(request.source(), catalogue);
    if (source == null) {
      throw new CallException(404, "model " + GoQuote.quote(request.source()) + " not found", null);
    }
    return with(source.as(destination.withTag(), now), catalogue);
  }

  /**
   * These models without one.
   *
   * @throws CallException 400 for a name that nothing can have, 403 for a model of Bedrock, 404 if
   *     there is none
   */
  public SavedModels delete(String name, ModelCatalogue catalogue) {
    if (name.isBlank()) {
      throw CallException.badRequest("model is required");
    }
    parsed(name, "name " + GoQuote.quote(name) + " is invalid");
    Map<String, SavedModel> left = new LinkedHashMap<>(byKey);
    if (left.remove(key(name)) == null) {
      throw catalogue.resolve(name).found().isPresent()
          ? new CallException(403, GoQuote.quote(name) + " is managed in Amazon Bedrock", null)
          : CallException.modelNotFound(name);
    }
    return new SavedModels(left);
  }

  /**
   * Refuses a name that nothing can have.
   *
   * @throws CallException 400
   */
  static void requireName(String name) {
    parsed(name, "invalid model name");
  }

  /**
   * The model of a name that Ollama's registry would know.
   *
   * @throws CallException 500, as Ollama has it, for a model that is not there
   */
  static Model requireThere(String name, ModelCatalogue catalogue) {
    return catalogue.resolve(name).found().orElseThrow(() -> nowhere(name, catalogue));
  }

  private static CallException nowhere(String name, ModelCatalogue catalogue) {
    return catalogue.resolve(name) instanceof ModelResolution.NotAllowed refused
        ? refused.exception()
        : CallException.runnerError(NOWHERE);
  }

  private @Nullable SavedModel source(String name, ModelCatalogue catalogue) {
    SavedModel saved = find(name);
    return saved == null
        ? catalogue.resolve(name).found().map(model -> SavedModel.of(model.name())).orElse(null)
        : saved;
  }

  private SavedModels with(SavedModel model, ModelCatalogue catalogue) {
    Map<String, SavedModel> more = new LinkedHashMap<>(byKey);
    SavedModel before = more.put(key(model.name()), model);
    if (before == null && catalogue.resolve(model.name()).found().isPresent()) {
      throw CallException.badRequest(
          GoQuote.quote(model.name()) + " is managed in Amazon Bedrock; choose another name");
    }
    if (more.size() > MOST) {
      throw CallException.badRequest("there are " + MOST + " models already; delete some first");
    }
    return new SavedModels(more);
  }

  /** A name that a new model can have: not that of another service's model, nor an ARN. */
  private static ModelName valid(String name, String refusal) {
    ModelName parsed = parsed(name, refusal);
    if (parsed.cloud() || parsed.isArn()) {
      throw CallException.badRequest(refusal);
    }
    return parsed;
  }

  private static ModelName parsed(String name, String refusal) {
    try {
      return ModelName.parse(name);
    } catch (CallException invalid) {
      throw CallException.badRequest(refusal);
    }
  }

  private static String key(String name) {
    try {
      return ModelName.parse(name).key();
    } catch (CallException invalid) {
      return name;
    }
  }
}
