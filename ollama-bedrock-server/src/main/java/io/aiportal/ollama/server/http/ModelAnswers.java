package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.attempt.Attempts.Mode;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Has models answer requests of any API, as many at once as there is room for. */
final class ModelAnswers {

  private final OllamaBedrock ollama;
  private final OpenAnswers open;
  private final LoadedModels loaded;

  ModelAnswers(OllamaBedrock ollama, OpenAnswers open, LoadedModels loaded) {
    this.ollama = ollama;
    this.open = open;
    this.loaded = loaded;
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
   * Begins to answer a request that does not say how long to keep its model; parameters as below.
   *
   * @throws CallException 503, if it would be one answer too many
   */
  void begin(HttpCall call, ModelRequest request, boolean streamed, AnswerWriter writer) {
    begin(call, request, null, streamed, writer);
  }

  /**
   * Begins to answer a request.
   *
   * @param keepAlive how long to keep its model; as in {@link LoadedModels#used}
   * @param streamed whether the answer goes out in pieces, as it comes
   * @param writer writes it as the API has it
   * @throws CallException 503, if it would be one answer too many
   */
  void begin(
      HttpCall call,
      ModelRequest request,
      @Nullable Duration keepAlive,
      boolean streamed,
      AnswerWriter writer) {
    call.model(request.model());
    call.stream(streamed);
    open.enter(call);
    CallContext context = CallContext.NONE.on(call.exchange().getIoThread());
    if (streamed) {
      StreamedResponse response = new StreamedResponse(call, writer);
      call.onIoThread(() -> ClientWatch.start(call, response::clientGone));
      ollama.answer(noted(call, request, keepAlive), Mode.STREAMED, context, writer, response);
    } else {
      WholeResponse response = new WholeResponse(call, writer);
      ollama.answer(noted(call, request, keepAlive), Mode.WHOLE, context, writer, response);
    }
  }

  /** The request, but the model that it means is noted when it is found, and when it answered. */
  private ModelRequest noted(HttpCall call, ModelRequest request, @Nullable Duration keepAlive) {
    return request.noting(model -> call.resolved(model, () -> loaded.used(model, keepAlive)));
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
