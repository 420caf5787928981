package io.aiportal.ollama.server.http;

import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.Embeddings;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends embeddings when they are there; given up if the client leaves before. */
final class EmbedResponder {

  private final HttpCall call;
  private final String contentType;
  private final Function<Embeddings, byte[]> body;
  private final WatchedReply reply;

  private EmbedResponder(
      HttpCall call,
      CompletableFuture<Embeddings> promised,
      String contentType,
      Function<Embeddings, byte[]> body) {
    this.call = call;
    this.contentType = contentType;
    this.body = body;
    // Whoever ends the promise ends the call at Bedrock too.
    call.running(promised::completeExceptionally);
    this.reply = new WatchedReply(call, () -> promised.cancel(true));
  }

  /** Answers a call with what was promised; {@code body} makes the bytes of it. */
  static void answer(
      HttpCall call,
      CompletableFuture<Embeddings> promised,
      String contentType,
      Function<Embeddings, byte[]> body) {
    EmbedResponder responder = new EmbedResponder(call, promised, contentType, body);
    promised.whenComplete(responder::ended);
  }

  private void ended(@Nullable Embeddings embeddings, @Nullable Throwable failure) {
    if (embeddings == null) {
      reply.send(() -> call.refuse(error(failure)));
      return;
    }
    try {
      byte[] bytes = body.apply(embeddings);
      call.used(new TokenUsage(embeddings.inputTokens(), 0, 0, 0));
      reply.send(() -> Reply.send(call.exchange(), 200, contentType, bytes));
    } catch (RuntimeException | Error e) {
      CallException internal = call.unexpected(e);
      reply.send(() -> call.refuse(internal));
    }
  }

  private CallException error(@Nullable Throwable failure) {
    return failure instanceof CallException known ? known : call.unexpected(failure);
  }
}
