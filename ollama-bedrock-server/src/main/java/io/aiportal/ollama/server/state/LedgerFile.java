package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.limits.Account;
import io.aiportal.ollama.server.limits.Lack;
import io.aiportal.ollama.server.limits.Ledger;
import io.aiportal.ollama.server.limits.LedgerJson;
import io.aiportal.ollama.server.limits.MemoryLedger;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import io.aiportal.ollama.server.limits.Subject;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What was spent, in memory, and in a file if there is a folder.
 *
 * <p>It is written beside the calls, soon after a change, and not for each of them. A process that
 * dies at once may lose that moment; what was reserved then counts as spent, so budgets hold.
 */
public final class LedgerFile implements Ledger, AutoCloseable {

  private static final String FILE = "ledger.json";
  private static final Duration SOON = Duration.ofSeconds(1);

  private final MemoryLedger memory;
  private final LateFile file;

  private LedgerFile(@Nullable StateFolder folder, MemoryLedger memory, Duration soon) {
    this.memory = memory;
    this.file =
        new LateFile(
            folder,
            FILE,
            soon,
            (to, name) -> to.writeSecret(name, LedgerJson.write(memory.known())));
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

  /** What the operator is to know of budgets that end with the process. */
  public static Optional<String> hint(Settings settings) {
    return settings.get(Key.STATE_DIR).isPresent()
            || settings.keys().stream().noneMatch(KeySetting::hasBudget)
        ? Optional.empty()
        : Optional.of(
            "A restart forgets what was spent of the budgets in "
                + settings.inFile("keys")
                + "; name a folder for their ledger in "
                + Key.STATE_DIR.named()
                + ".");
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
    file.changed();
    return reserved;
  }

  @Override
  public void settle(List<Subject> subjects, long reserved, Spending spending) {
    memory.settle(subjects, reserved, spending);
    file.changed();
  }

  @Override
  public CompletableFuture<Statement> statement(Subject subject) {
    return memory.statement(subject);
  }

  @Override
  public Map<String, Statement> known() {
    return memory.known();
  }

  /** Ends when what was spent is on the disk. */
  @Override
  public void close() {
    file.close();
  }
}
