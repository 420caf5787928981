package io.aiportal.ollama.model;

/**
 * What a model takes besides text; images are a {@link Capability}.
 *
 * @param documents whether it reads documents
 */
public record MediaTraits(boolean documents) {}
