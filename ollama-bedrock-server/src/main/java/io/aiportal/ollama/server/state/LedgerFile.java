package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.limits.Account;
import io.aiportal.ollama.server.limits.Lack;
import io.aiportal.ollama.server.limits.Ledger;
import io.aiportal.ollama.server.limits.LedgerJson;
import io.aiportal.ollama.server.limits.MemoryLedger;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import io.aiportal.ollama.server.limits.Subject;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What was spent, in memory, and in a file if there is a folder.
 *
 * <p>It is written beside the calls, soon after a change, and not for each of them. A process that
 * dies at once may lose that moment; what was reserved then counts as spent, so budgets hold.
 */
public final class LedgerFile implements Ledger, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LedgerFile.class.getName());
  private static final String FILE = "ledger.json";
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final long LAST_WRITE_SECONDS = 5;

  private final MemoryLedger memory;
  private final @Nullable StateFolder folder;
  private final Duration soon;
  private final AtomicBoolean planned = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor writer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "ledger");
            thread.setDaemon(true);
            return thread;
          });

  private LedgerFile(@Nullable StateFolder folder, MemoryLedger memory, Duration soon) {
    this.folder = folder;
    this.memory = memory;
    this.soon = soon;
    writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /**
   * Goes on with what the settings' folder holds.
   *
   * @throws SettingsException if it cannot be used
   */
  public static LedgerFile open(Settings settings) {
    return open(StateFolder.open(settings), kept(settings), Clock.systemUTC(), SOON);
  }

  static LedgerFile open(
      @Nullable StateFolder folder, Map<String, Statement> kept, Clock clock, Duration soon) {
    MemoryLedger memory = new MemoryLedger(clock);
    memory.restore(kept);
    return new LedgerFile(folder, memory, soon);
  }

  /**
   * Refuses what {@link #open} would, and leaves everything as it is. Of a budget nobody knows what
   * is left where the ledger is damaged, so there is no start without it.
   *
   * @throws SettingsException if what the settings' folder holds cannot be used
   */
  public static void check(Settings settings) {
    kept(settings);
  }

  private static Map<String, Statement> kept(Settings settings) {
    Path folder = settings.get(Key.STATE_DIR).orElse(null);
    byte[] content = folder == null ? null : StateFolder.content(folder, FILE);
    if (folder == null || content == null) {
      return Map.of();
    }
    try {
      return LedgerJson.read(content);
    } catch (IOException e) {
      throw new SettingsException(
          folder.resolve(FILE) + " is damaged; put a good copy in its place, or move it away.");
    }
  }

  @Override
  public CompletableFuture<Optional<Lack>> reserve(List<Account> accounts, long nanoUsd) {
    CompletableFuture<Optional<Lack>> reserved = memory.reserve(accounts, nanoUsd);
    changed();
    return reserved;
  }

  @Override
  public void settle(List<Subject> subjects, long reserved, Spending spending) {
    memory.settle(subjects, reserved, spending);
    changed();
  }

  @Override
  public CompletableFuture<Statement> statement(Subject subject) {
    return memory.statement(subject);
  }

  @Override
  public Map<String, Statement> known() {
    return memory.known();
  }

  private void changed() {
    if (folder != null && planned.compareAndSet(false, true)) {
      try {
        writer.schedule(
            FatalErrors.escalating(() -> write(folder)), soon.toMillis(), TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException closed) {
        LOG.log(Level.DEBUG, "what was spent last is written by whoever closes");
      }
    }
  }

  private void write(StateFolder to) {
    planned.set(false);
    try {
      to.writeSecret(FILE, LedgerJson.write(memory.known()));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0} cannot be written", to.path(FILE));
    }
  }

  /** Ends when what was spent is on the disk. */
  @Override
  public void close() {
    writer.shutdown();
    try {
      if (!writer.awaitTermination(LAST_WRITE_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "what was spent last is not on the disk");
      } else if (folder != null && planned.get()) {
        write(folder);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
