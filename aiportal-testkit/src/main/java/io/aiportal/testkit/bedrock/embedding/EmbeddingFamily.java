package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the models of one family take and give; the rows of {@code embedding-families.json}.
 *
 * @param name its name for people
 * @param shape how it is asked, and answers
 * @param ids a pattern of model ids
 * @param length numbers in a vector, if the request does not say
 * @param normalized whether vectors have a length of one
 * @param maxTokens tokens that a text may have
 * @param schema what a request must be like
 */
record EmbeddingFamily(
    String name,
    Shape shape,
    String ids,
    int length,
    boolean normalized,
    int maxTokens,
    JsonNode schema) {

  /** How a family is asked, and answers. */
  enum Shape {
    titan,
    titanV2,
    cohere,
    cohereV4,
    nova
  }
}
