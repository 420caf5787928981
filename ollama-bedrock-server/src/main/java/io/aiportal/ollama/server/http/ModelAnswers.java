package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import java.util.function.Function;

/** Has models answer requests of any API, as many at once as there is room for. */
final class ModelAnswers {

  private final OllamaBedrock ollama;
  private final OpenAnswers open;

  ModelAnswers(OllamaBedrock ollama, OpenAnswers open) {
    this.ollama = ollama;
    this.open = open;
  }

  /**
   * Refuses early what is not going to be answered.
   *
   * @throws CallException 503, if one more answer would be too many
   */
  void requireRoom() {
    open.requireRoom();
  }

  /**
   * Begins to answer a request.
   *
   * @param streamed whether the answer goes out in pieces, as it comes
   * @param writer writes it as the API has it
   * @throws CallException 503, if it would be one answer too many
   */
  void begin(HttpCall call, ModelRequest request, boolean streamed, AnswerWriter writer) {
    call.model(request.model());
    call.stream(streamed);
    open.enter(call);
    CallContext context = CallContext.NONE.on(call.exchange().getIoThread());
    if (streamed) {
      StreamedResponse response = new StreamedResponse(call, writer);
      call.onIoThread(() -> ClientWatch.start(call, response::clientGone));
      ollama.answer(request, Mode.STREAMED, context, writer, response);
    } else {
      ollama.answer(request, Mode.WHOLE, context, writer, new WholeResponse(call, writer));
    }
  }

  /**
   * Begins to answer a request for embeddings.
   *
   * @param body makes the bytes of the answer, as the API has it
   * @throws CallException 503, if it would be one answer too many
   */
  void embed(
      HttpCall call, EmbedCall asked, String contentType, Function<Embeddings, byte[]> body) {
    call.model(asked.model());
    call.stream(false);
    open.enter(call);
    CallContext context = CallContext.NONE.on(call.exchange().getIoThread());
    EmbedResponder.answer(call, ollama.embed(asked, context), contentType, body);
  }
}
