package io.aiportal.ollama.api.openai;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/embeddings}.
 *
 * @param model the model's name as the caller spells it; {@code :query} or {@code :document} at its
 *     end says what the texts are
 * @param input a text or a list of texts, as it was sent
 * @param dimensions numbers that a vector should have; null, and what is not less than the model
 *     gives, for all of them
 * @param base64 whether vectors are wanted as the bytes of their numbers
 */
public record EmbeddingsRequest(
    String model, Object input, @Nullable Integer dimensions, boolean base64) {}
