package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.process.FatalErrors;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A file that is written beside the calls, soon after a change, and not for each of them. */
final class LateFile implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LateFile.class.getName());
  private static final long LAST_WRITE_SECONDS = 5;

  private final @Nullable StateFolder folder;
  private final String name;
  private final Duration soon;
  private final Content content;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor writer;

  /** Writes all that the file is to hold. */
  interface Content {
    void write(StateFolder to, String name) throws IOException;
  }

  /**
   * A file that stays as it is until something changes.
   *
   * @param folder where it lies; null for nowhere, and then nothing is written
   * @param name its name
   * @param soon how long after a change it is written
   * @param content what it is to hold
   */
  LateFile(@Nullable StateFolder folder, String name, Duration soon, Content content) {
    this.folder = folder;
    this.name = name;
    this.soon = soon;
    this.content = content;
    this.writer =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** What the file is to hold is not what it holds. */
  void changed() {
    if (folder != null && planned.compareAndSet(false, true)) {
      try {
        writer.schedule(
            FatalErrors.escalating(() -> write(folder)), soon.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        LOG.log(Level.DEBUG, "the last change of {0} is written by whoever closes it", name);
      }
    }
  }

  private void write(StateFolder to) {
    planned.set(false);
    try {
      content.write(to, name);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} cannot be written", to.path(name));
    }
  }

  /** Ends when the last change is on the disk. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "the last change of {0} is not on the disk", name);
      } else if (folder != null && planned.get()) {
        write(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
