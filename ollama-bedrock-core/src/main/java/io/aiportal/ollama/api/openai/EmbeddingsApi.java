package io.aiportal.ollama.api.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.EmbedInput;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import io.aiportal.ollama.internal.go.GoDecoder;
import io.aiportal.ollama.internal.go.GoEncoder;
import io.aiportal.ollama.internal.go.GoFloats;

/** The door to the embeddings of OpenAI's API. */
public final class EmbeddingsApi {

  private static final ObjectMapper MAPPER =
      GoEncoder.mapper().addModule(GoFloats.module()).build();

  private EmbeddingsApi() {}

  /**
   * Reads the body of {@code /v1/embeddings}.
   *
   * @throws CallException 400, if it is none
   */
  public static EmbeddingsRequest read(byte[] body) {
    return new GoDecoder("EmbedRequest", "EOF").decode(body, EmbeddingsReader::read);
  }

  /**
   * The call that a request asks for.
   *
   * @throws CallException 400, if its input is no text
   */
  public static EmbedCall toEmbedCall(EmbeddingsRequest request) {
    return new EmbedCall(
        request.model(), EmbedInput.texts(request.input()), request.dimensions(), true, true);
  }

  /** The bytes of an answer. */
  public static byte[] answer(EmbeddingsRequest request, Embeddings embeddings) {
    return JsonLine.of(bytes(EmbeddingsResponse.of(request, embeddings)));
  }

  private static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON", e);
    }
  }
}
