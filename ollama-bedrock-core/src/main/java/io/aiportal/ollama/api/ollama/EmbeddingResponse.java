package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The answer of {@code POST /api/embeddings}.
 *
 * @param embedding the text's vector, as the model gave it; empty where nothing was asked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EmbeddingResponse(@JsonProperty("embedding") double[] embedding) {}
