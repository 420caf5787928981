package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallDefaults;

/**
 * A model that can be asked.
 *
 * @param name its Ollama name with a tag, such as {@code claude-sonnet-4.5:latest}
 * @param modelId what Bedrock is called with: a model id, an inference profile's id, or an ARN
 * @param baseModelId the foundation model behind it; equal to {@code modelId} where nothing stands
 *     between
 * @param displayName its name for people
 * @param provider who made it, such as {@code Anthropic}
 * @param family its family in lower case, such as {@code claude}
 * @param traits what it can do
 * @param defaults what its calls say where their callers say nothing
 */
public record Model(
    String name,
    String modelId,
    String baseModelId,
    String displayName,
    String provider,
    String family,
    ModelTraits traits,
    CallDefaults defaults) {

  /** A model whose calls say only what their callers say. */
  public Model(
      String name,
      String modelId,
      String baseModelId,
      String displayName,
      String provider,
      String family,
      ModelTraits traits) {
    this(name, modelId, baseModelId, displayName, provider, family, traits, CallDefaults.NONE);
  }

  /** Whether nobody knows which foundation model answers: the ARN does not tell. */
  public boolean isOpaque() {
    return baseModelId.startsWith("arn:");
  }

  /** This model with other traits. */
  public Model with(ModelTraits traits) {
    return new Model(name, modelId, baseModelId, displayName, provider, family, traits, defaults);
  }

  /** This model, called by another id of it. */
  public Model at(String modelId) {
    return new Model(name, modelId, baseModelId, displayName, provider, family, traits, defaults);
  }

  /** This model under another name, with defaults. */
  public Model as(String name, CallDefaults defaults) {
    return new Model(name, modelId, baseModelId, displayName, provider, family, traits, defaults);
  }
}
