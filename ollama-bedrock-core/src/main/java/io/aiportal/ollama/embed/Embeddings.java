package io.aiportal.ollama.embed;

import java.util.List;

/**
 * Vectors of texts.
 *
 * @param vectors a vector for each text, in their order
 * @param inputTokens tokens of all texts together, as far as Bedrock counted them
 */
public record Embeddings(List<float[]> vectors, int inputTokens) {

  /** Nothing was asked. */
  public static final Embeddings NONE = new Embeddings(List.of(), 0);

  public Embeddings {
    vectors = List.copyOf(vectors);
  }
}
