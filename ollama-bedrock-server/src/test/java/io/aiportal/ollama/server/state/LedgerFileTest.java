package io.aiportal.ollama.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.limits.Account;
import io.aiportal.ollama.server.limits.Lack;
import io.aiportal.ollama.server.limits.LedgerJson;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import io.aiportal.ollama.server.limits.Subject;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerFileTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-26T12:00:00Z"), ZoneOffset.UTC);
  private static final Subject TEAM = new Subject(Subject.Kind.KEY, "team-a", "key:team-a");
  private static final Account ACCOUNT = new Account(TEAM, 1_000_000_000, Account.UNLIMITED);
  private static final long CENTS = 10_000_000;

  @TempDir private Path folder;

  private LedgerFile open() throws IOException {
    Path file = folder.resolve("ledger.json");
    return LedgerFile.open(
        StateFolder.open(folder),
        Files.exists(file) ? LedgerJson.read(Files.readAllBytes(file)) : Map.of(),
        NOON,
        Duration.ofMillis(1));
  }

  private static Optional<Lack> reserve(LedgerFile ledger, long cents) {
    return ledger.reserve(List.of(ACCOUNT), cents * CENTS).join();
  }

  private static void settle(LedgerFile ledger, long reserved, long cents) {
    ledger.settle(List.of(TEAM), reserved * CENTS, new Spending(1, cents * CENTS, 1, 0, 1));
  }

  @Test
  void whatWasSpent_outlivesTheProcess() throws IOException {
    try (LedgerFile ledger = open()) {
      reserve(ledger, 50);
      settle(ledger, 50, 40);
    }
    try (LedgerFile ledger = open()) {
      assertThat(reserve(ledger, 61)).isPresent();
      assertThat(reserve(ledger, 60)).isEmpty();
    }
  }

  /** Nobody settled what a process had reserved that was killed. */
  @Test
  void whatWasReserved_isSpentWhenTheProcessDies() throws Exception {
    LedgerFile killed = open();
    reserve(killed, 50);
    Path file = folder.resolve("ledger.json");
    for (long end = System.nanoTime() + 20_000_000_000L; !Files.exists(file); ) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.sleep(5);
    }
    try (LedgerFile ledger = open()) {
      assertThat(reserve(ledger, 51)).get().extracting(Lack::spent).isEqualTo(true);
      assertThat(ledger.statement(TEAM).join().reserved()).isZero();
    }
    killed.close();
  }

  @Test
  void file_isItsOwnersAlone() throws IOException {
    try (LedgerFile ledger = open()) {
      settle(ledger, 0, 1);
    }
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("ledger.json"))))
        .isEqualTo("rw-------");
  }

  @Test
  void settings_nameTheFolder_andADamagedFileStopsTheStart() throws IOException {
    Settings settings = Settings.read(Map.of("GATEWAY_STATE_DIR", folder.toString()), null);
    LedgerFile.check(settings);
    try (LedgerFile ledger = LedgerFile.open(settings)) {
      settle(ledger, 0, 1);
    }
    try (LedgerFile ledger = LedgerFile.open(settings)) {
      assertThat(ledger.known()).containsKey("key:team-a");
    }
    Files.writeString(folder.resolve("ledger.json"), "{\"key:");
    assertThatThrownBy(() -> LedgerFile.check(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            folder.resolve("ledger.json")
                + " is damaged; put a good copy in its place, or move it away.");
    assertThatThrownBy(() -> LedgerFile.open(settings)).isInstanceOf(SettingsException.class);
  }

  @Test
  void withoutAFolder_isMemory() {
    try (LedgerFile ledger = LedgerFile.open(Settings.read(Map.of(), null))) {
      settle(ledger, 0, 1);
      assertThat(ledger.statement(TEAM).join()).isNotEqualTo(Statement.NONE);
    }
  }
}
