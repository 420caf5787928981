/**
 * Models that make embeddings: what each family takes in InvokeModel, and the vectors it gives.
 *
 * <p>What a family takes is data in {@code embedding-families.json}, a JSON Schema and a few limits
 * for each.
 */
@NullMarked
package io.aiportal.testkit.bedrock.embedding;

import org.jspecify.annotations.NullMarked;
