package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.chat.CallException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets calls wait until it is known what is behind the ARN that their model's name stands for. */
final class ModelLookup {

  /** Longer than AWS takes for an answer, and shorter than people notice that it has none. */
  private static final Duration SOON = Duration.ofSeconds(1);

  private final OllamaBedrock ollama;

  ModelLookup(OllamaBedrock ollama) {
    this.ollama = ollama;
  }

  /** Answers a call of a model: at once for every name that tells what it stands for. */
  void then(HttpCall call, String name, Runnable answer) {
    then(call, ollama.learn(name), answer);
  }

  /** Answers a call that only describes the model: soon, with what is known by then. */
  void soon(HttpCall call, String name, Runnable answer) {
    CompletableFuture<Void> learned = ollama.learn(name);
    then(call, learned.completeOnTimeout(null, SOON.toMillis(), TimeUnit.MILLISECONDS), answer);
  }

  private static void then(HttpCall call, CompletableFuture<Void> learned, Runnable answer) {
    if (learned.isDone()) {
      answer.run();
      return;
    }
    call.running(learned::completeExceptionally);
    WatchedReply reply = new WatchedReply(call, () -> learned.cancel(true));
    learned.whenComplete((nothing, cut) -> reply.send(() -> end(call, cut, answer)));
  }

  private static void end(HttpCall call, @Nullable Throwable cut, Runnable answer) {
    if (cut instanceof CallException reason) {
      call.refuse(reason);
    } else {
      answer.run();
    }
  }
}
