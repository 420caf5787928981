package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.chat.CallException;
import io.undertow.server.HttpServerExchange;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An answer that goes out in one piece when it is complete; given up if the client leaves before.
 *
 * <p>Its state belongs to the io thread.
 *
 * @param <T> the answer's record
 */
final class WholeResponse<T> {

  private final HttpCall call;
  private final HttpServerExchange exchange;
  private final CompletableFuture<T> answer;
  private final Function<T, Metrics> metrics;
  private @Nullable ClientWatch watch;
  private boolean over;

  private WholeResponse(HttpCall call, CompletableFuture<T> answer, Function<T, Metrics> metrics) {
    this.call = call;
    this.exchange = call.exchange();
    this.answer = answer;
    this.metrics = metrics;
  }

  /** Sends an answer when it is there. */
  static <T> void send(HttpCall call, CompletableFuture<T> answer, Function<T, Metrics> metrics) {
    WholeResponse<T> whole = new WholeResponse<>(call, answer, metrics);
    call.running(whole::cut);
    call.onIoThread(whole::await);
  }

  private void await() {
    if (!answer.isDone() && !over) {
      watch = ClientWatch.start(call, this::clientGone);
    }
    answer.whenComplete((value, failure) -> call.onIoThread(() -> finish(value, failure)));
  }

  private void finish(@Nullable T value, @Nullable Throwable failure) {
    if (over) {
      return;
    }
    end();
    if (value == null) {
      call.refuse(errorOf(failure));
      return;
    }
    Metrics taken = metrics.apply(value);
    call.tokens(taken.promptEvalCount(), taken.evalCount());
    Reply.json(exchange, value);
  }

  private CallException errorOf(@Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof CallException known ? known : call.unexpected(cause);
  }

  private void clientGone() {
    if (over) {
      return;
    }
    end();
    call.clientGone();
    answer.cancel(true);
    call.hangUp();
  }

  /** The server can wait no longer. */
  private void cut(CallException reason) {
    call.onIoThread(
        () -> {
          if (!over) {
            end();
            answer.cancel(true);
            call.refuse(reason);
          }
        });
  }

  private void end() {
    over = true;
    call.idle();
    if (watch != null) {
      watch.stop();
    }
  }
}
