package io.aiportal.ollama.embed;

import java.util.List;

/**
 * Vectors of texts.
 *
 * @param vectors a vector for each text, in their order
 * @param inputTokens tokens of all texts together that a model was asked for, as far as Bedrock
 *     counted them
 * @param isKept whether all of them were made for earlier calls
 */
public record Embeddings(List<float[]> vectors, int inputTokens, boolean isKept) {

  /** Nothing was asked. */
  public static final Embeddings NONE = new Embeddings(List.of(), 0);

  /** Vectors of which a model made some or all. */
  public Embeddings(List<float[]> vectors, int inputTokens) {
    this(vectors, inputTokens, false);
  }

  public Embeddings {
    vectors = List.copyOf(vectors);
  }
}
