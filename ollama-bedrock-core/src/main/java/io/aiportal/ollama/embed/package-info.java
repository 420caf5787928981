/**
 * Embeddings: the way of a call from its texts to their vectors.
 *
 * <p>An {@link io.aiportal.ollama.embed.EmbedCall} is what an API asks, an {@link
 * io.aiportal.ollama.embed.EmbedPlan} the requests that the model's family makes of it, and {@link
 * io.aiportal.ollama.embed.Embedder} makes them, as many at a time as {@link
 * io.aiportal.ollama.embed.ParallelLimit} allows for all calls together.
 */
@NullMarked
package io.aiportal.ollama.embed;

import org.jspecify.annotations.NullMarked;
