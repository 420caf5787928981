package io.aiportal.ollama.embed;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelResolution;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model that makes embeddings, and what its name says of the texts.
 *
 * <p>APIs have no word for it, so the name may end with it: {@code cohere-embed-v4:query}. Texts
 * are documents where it does not.
 *
 * @param model the model
 * @param inputType what the texts are
 */
public record EmbedModel(Model model, InputType inputType) {

  /** As everywhere in names, a colon and a hyphen are the same. */
  private static final Pattern HINTED =
      Pattern.compile("(.+)[:-](query|document)(?::latest)?", Pattern.CASE_INSENSITIVE);

  /**
   * Finds the model that a call names.
   *
   * @throws CallException in Ollama's words: 400 if the model makes no embeddings, or nothing can
   *     have such a name, 403 or 404 if it cannot be called
   */
  public static EmbedModel resolve(String name, ModelCatalogue catalogue) {
    Matcher hinted = HINTED.matcher(name.strip());
    if (hinted.matches() && !isName(name, catalogue)) {
      InputType type = InputType.valueOf(hinted.group(2).toUpperCase(Locale.ROOT));
      return new EmbedModel(checked(name, catalogue.resolve(hinted.group(1))), type);
    }
    return new EmbedModel(checked(name, catalogue.resolve(name)), InputType.DOCUMENT);
  }

  /** The model that a call names; empty where {@link #resolve} refuses it. */
  public static Optional<Model> find(String name, ModelCatalogue catalogue) {
    try {
      return Optional.of(resolve(name, catalogue).model());
    } catch (CallException refused) {
      return Optional.empty();
    }
  }

  /** Whether somebody gave a model this very name; an id is only taken at its word. */
  private static boolean isName(String name, ModelCatalogue catalogue) {
    return catalogue
        .resolve(name)
        .found()
        .filter(model -> !model.modelId().equalsIgnoreCase(name.strip()))
        .isPresent();
  }

  private static Model checked(String name, ModelResolution resolution) {
    if (resolution instanceof ModelResolution.NotFound missing && missing.reason() == null) {
      throw unknown(name);
    }
    Model model = resolution.orThrow();
    if (!model.traits().can(Capability.EMBEDDING)) {
      throw CallException.badRequest("\"" + name + "\" does not support embed");
    }
    return model;
  }

  private static CallException unknown(String name) {
    return name.isBlank()
        ? CallException.modelNotFound(name)
        : new CallException(
            CallException.Kind.NOT_FOUND,
            "model \"" + name + "\" not found, try pulling it first",
            null);
  }
}
