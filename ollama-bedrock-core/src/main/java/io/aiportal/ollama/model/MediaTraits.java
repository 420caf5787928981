package io.aiportal.ollama.model;

/**
 * What a model takes besides text; images are a {@link Capability}.
 *
 * @param documents whether it reads documents
 * @param citations whether its answers can cite them
 */
public record MediaTraits(boolean documents, boolean citations) {}
