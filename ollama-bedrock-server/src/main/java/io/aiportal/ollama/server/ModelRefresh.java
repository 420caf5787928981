package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.internal.Futures;
import io.aiportal.ollama.server.process.FatalErrors;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Asks Bedrock again and again which models there are, beside the requests.
 *
 * <p>While it cannot be asked, what is known stays in use; the reason is logged once, until it
 * changes or goes away.
 */
final class ModelRefresh implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ModelRefresh.class.getName());

  /** How soon it is tried again while the server cannot serve. */
  private static final Duration SOON = Duration.ofSeconds(10);

  private final OllamaBedrock ollama;
  private final Readiness readiness;
  private final Duration pause;
  private final Duration shortPause;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-refresh");
            thread.setDaemon(true);
            return thread;
          });
  private final ListingNotes notes = new ListingNotes(LOG, "Bedrock");

  private ModelRefresh(
      OllamaBedrock ollama, Readiness readiness, Duration pause, Duration shortPause) {
    this.ollama = ollama;
    this.readiness = readiness;
    this.pause = pause;
    this.shortPause = shortPause;
  }

  /** Begins at once, and repeats after each pause; sooner, until the server is ready. */
  static ModelRefresh start(OllamaBedrock ollama, Readiness readiness, Duration pause) {
    return start(ollama, readiness, pause, SOON);
  }

  static ModelRefresh start(
      OllamaBedrock ollama, Readiness readiness, Duration pause, Duration shortPause) {
    ModelRefresh refresh = new ModelRefresh(ollama, readiness, pause, shortPause);
    refresh.timer.execute(refresh::refresh);
    return refresh;
  }

  private void refresh() {
    try {
      BedrockException missing = ollama.refreshModels().join().error();
      note(missing);
      readiness.listed(missing);
    } catch (RuntimeException | Error e) {
      FatalErrors.escalate(e);
      Throwable failure = Futures.unwrap(e);
      note(failure);
      readiness.listed(failure);
    }
    repeat();
  }

  private void repeat() {
    Duration wait = readiness.isReady() ? pause : shortPause;
    try {
      timer.schedule(this::refresh, wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "no longer asking for models");
    }
  }

  private void note(@Nullable Throwable failure) {
    if (!timer.isShutdown()) { // whoever closes cuts the lists off, which is no news
      notes.ended(failure);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
