package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoDecoder;
import io.aiportal.ollama.internal.go.GoDecoder.Binding;

/** Reads the bodies of requests as Ollama's server does. */
final class RequestReader {

  private RequestReader() {}

  /**
   * Reads the body of {@code /api/chat}.
   *
   * @throws CallException 400, if it is none
   */
  static ChatRequest chat(byte[] body, Leniency leniency) {
    return read(body, "ChatRequest", in -> ChatRequestReader.read(in, leniency));
  }

  /**
   * Reads the body of {@code /api/generate}.
   *
   * @throws CallException 400, if it is none
   */
  static GenerateRequest generate(byte[] body, Leniency leniency) {
    return read(body, "GenerateRequest", in -> GenerateRequestReader.read(in, leniency));
  }

  /**
   * Reads the body of {@code /api/show}.
   *
   * @throws CallException 400, if it is none
   */
  static ShowRequest show(byte[] body) {
    return read(body, "ShowRequest", ShowRequestReader::read);
  }

  /**
   * Reads the body of {@code /api/create}.
   *
   * @throws CallException 400, if it is none
   */
  static CreateRequest create(byte[] body) {
    return read(body, "CreateRequest", CreateRequestReader::read);
  }

  /**
   * Reads the body of {@code /api/copy}.
   *
   * @throws CallException 400, if it is none
   */
  static CopyRequest copy(byte[] body) {
    return read(body, "CopyRequest", CopyRequest::read);
  }

  /**
   * Reads the body of a request of which little but the model's name counts.
   *
   * @param struct what Ollama binds it to
   * @throws CallException 400, if it is none
   */
  static NamedRequest named(byte[] body, String struct) {
    return read(body, struct, in -> NamedRequestReader.read(in, struct));
  }

  /**
   * Reads the body of {@code /api/embed}.
   *
   * @throws CallException 400, if it is none
   */
  static EmbedRequest embed(byte[] body) {
    return read(body, "EmbedRequest", EmbedRequestReader::read);
  }

  /**
   * Reads the body of {@code /api/embeddings}.
   *
   * @throws CallException 400, if it is none
   */
  static EmbeddingRequest embedding(byte[] body) {
    return read(body, "EmbeddingRequest", EmbedRequestReader::readPrompt);
  }

  private static <T> T read(byte[] body, String struct, Binding<T> binding) {
    return new GoDecoder(struct, "missing request body").decode(body, binding);
  }
}
