package io.aiportal.ollama.server.settings;

import org.jspecify.annotations.Nullable;

/**
 * A model that the operator named.
 *
 * @param name its Ollama name
 * @param id what Bedrock is called with: a model id, an inference profile's id, or an ARN
 * @param maxTokens tokens that an answer may have if the caller does not say; null for the model's
 *     own default
 */
public record ModelSetting(String name, String id, @Nullable Integer maxTokens) {}
