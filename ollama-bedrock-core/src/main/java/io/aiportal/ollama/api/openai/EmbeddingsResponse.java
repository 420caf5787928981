package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.aiportal.ollama.embed.Embeddings;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The answer of {@code POST /v1/embeddings}.
 *
 * @param object always {@code list}
 * @param data the vectors, in the order of their texts
 * @param model the model's name as the request spelled it
 * @param usage what it took
 */
@JsonPropertyOrder({"object", "data", "model", "usage"})
public record EmbeddingsResponse(
    String object, List<EmbeddingsVector> data, String model, EmbeddingsUsage usage) {

  /**
   * A vector.
   *
   * @param object always {@code embedding}
   * @param embedding the numbers as a list, or their bytes in base64
   * @param index which of the texts it is of
   */
  @JsonPropertyOrder({"object", "embedding", "index"})
  public record EmbeddingsVector(String object, Object embedding, int index) {}

  /**
   * What an answer took.
   *
   * @param promptTokens tokens of all texts together
   * @param totalTokens the same
   */
  @JsonPropertyOrder({"prompt_tokens", "total_tokens"})
  public record EmbeddingsUsage(
      @JsonProperty("prompt_tokens") int promptTokens,
      @JsonProperty("total_tokens") int totalTokens) {}

  /** The answer to a request. */
  static EmbeddingsResponse of(EmbeddingsRequest request, Embeddings embeddings) {
    List<EmbeddingsVector> data = new ArrayList<>();
    for (float[] vector : embeddings.vectors()) {
      Object embedding = request.base64() ? base64(vector) : vector;
      data.add(new EmbeddingsVector("embedding", embedding, data.size()));
    }
    int tokens = embeddings.inputTokens();
    return new EmbeddingsResponse(
        "list", data, request.model(), new EmbeddingsUsage(tokens, tokens));
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
