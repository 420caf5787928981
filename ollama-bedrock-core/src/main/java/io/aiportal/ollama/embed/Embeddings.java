package io.aiportal.ollama.embed;

import java.util.List;

/**
 * Vectors of texts.
 *
 * @param vectors a vector for each text, in their order
 * @param inputTokens tokens of all texts together, as far as Bedrock counted them
 * @param keptTokens those of them whose vectors were made for earlier calls
 * @param isKept whether all vectors were
 */
public record Embeddings(List<float[]> vectors, int inputTokens, int keptTokens, boolean isKept) {

  /** Nothing was asked. */
  public static final Embeddings NONE = new Embeddings(List.of(), 0);

  /** Vectors that a model made for this call. */
  public Embeddings(List<float[]> vectors, int inputTokens) {
    this(vectors, inputTokens, 0, false);
  }

  /** The tokens that a model was asked for. */
  public int askedTokens() {
    return inputTokens - keptTokens;
  }

  public Embeddings {
    vectors = List.copyOf(vectors);
  }
}
