package io.aiportal.ollama.model;

/**
 * How a model is asked for embeddings.
 *
 * @param shape which family's body InvokeModel gets
 * @param length numbers in an embedding, if the caller does not say; 0 for none
 */
public record EmbeddingTraits(Shape shape, int length) {

  /** Which family's body InvokeModel gets. */
  public enum Shape {
    /** None: the model makes no embeddings. */
    NONE,
    /** Titan, first generation: one text a call, nothing else. */
    TITAN,
    /** Titan V2: one text a call, the length can be chosen. */
    TITAN_V2,
    /** Cohere Embed 3: up to 96 texts a call. */
    COHERE,
    /** Cohere Embed 4: up to 96 texts a call, the length can be chosen. */
    COHERE_V4,
    /** Nova multimodal embeddings: one text a call, the length can be chosen. */
    NOVA
  }
}
