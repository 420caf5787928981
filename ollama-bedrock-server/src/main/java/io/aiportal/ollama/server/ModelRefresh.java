package io.aiportal.ollama.server;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.translate.BedrockErrors;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks Bedrock again and again which models there are, beside the requests.
 *
 * <p>While it cannot be asked, what is known stays in use; the reason is logged once, until it
 * changes or goes away.
 */
final class ModelRefresh implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(ModelRefresh.class.getName());

  private final OllamaBedrock ollama;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-refresh");
            thread.setDaemon(true);
            return thread;
          });
  private String lastFailure = "";

  private ModelRefresh(OllamaBedrock ollama) {
    this.ollama = ollama;
  }

  /** Begins at once, and repeats after each pause. */
  static ModelRefresh start(OllamaBedrock ollama, Duration pause) {
    ModelRefresh refresh = new ModelRefresh(ollama);
    refresh.timer.scheduleWithFixedDelay(
        refresh::refresh, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    return refresh;
  }

  private void refresh() {
    try {
      ollama.refreshModels().join();
      lastFailure = "";
    } catch (RuntimeException e) {
      note(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e);
    }
  }

  private void note(Throwable failure) {
    String reason =
        failure instanceof BedrockException error
            ? BedrockErrors.toOllama(error, "").getMessage()
            : String.valueOf(failure.getMessage());
    if (!reason.equals(lastFailure)) {
      lastFailure = reason;
      LOG.log(Level.WARNING, "Bedrock could not be asked for its models: {0}", reason);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
