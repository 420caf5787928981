package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.limits.MemoryLedger;
import io.aiportal.ollama.server.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may call, and how much, changes with the settings' file, but never by one of no use. */
class ReloadTest {

  /** Kept here, as nobody else keeps a logger, and what it was told, before its class is used. */
  private static final Logger LOGGER = Logger.getLogger(Reload.class.getName());

  private static final String REGION = "eu-west-2";
  private static final ModelCatalogue CATALOGUE = ModelCatalogue.builtIn(REGION);

  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final Duration NEVER = Duration.ofDays(1);

  /** Below the limit of a test, so that a failure says what was told instead. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final NewKey first = NewKey.make();
  private final NewKey second = NewKey.make();
  private final Logged logged = new Logged();
  @TempDir private Path folder;

  /** What the operator is told. */
  private static final class Logged extends Handler {

    private final StringBuffer text = new StringBuffer();

    @Override
    public void publish(LogRecord line) {
      text.append(new SimpleFormatter().formatMessage(line)).append('\n');
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}

    void await(String sentence) {
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (text.indexOf(sentence) < 0 && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(text).contains(sentence);
    }
  }

  @BeforeEach
  void listen() {
    LOGGER.addHandler(logged);
  }

  @AfterEach
  void stopListening() {
    LOGGER.removeHandler(logged);
  }

  private Path write(String yaml) throws IOException {
    return Files.writeString(folder.resolve("gateway.yaml"), yaml);
  }

  private static String keys(NewKey key) {
    return "keys: {team-a: {sha256: " + key.sha256() + "}}\n";
  }

  private static String caller(Access access, NewKey key) {
    return access.caller(name -> name.equals("x-api-key") ? key.secret() : null, null).key().name();
  }

  private static void assertUnknown(Access access, NewKey key) {
    assertThatThrownBy(() -> caller(access, key)).isInstanceOf(CallException.class);
  }

  private Reload start(Path file, Settings settings, Access access, Duration interval) {
    return start(file, settings, access, limits(settings), interval);
  }

  private static Reload start(
      Path file, Settings settings, Access access, Limits limits, Duration interval) {
    return Reload.start(
        file, settings, () -> Settings.read(Map.of(), file), access, limits, REGION, interval);
  }

  private static Limits limits(Settings settings) {
    return Limits.inMemory(
        settings, () -> CATALOGUE, new MemoryLedger(Clock.systemUTC()), Scheduler.JDK);
  }

  private String withOpenAnswers(String most) {
    return keys(first) + "limits: {models: {'nova-*': {open_answers: " + most + "}}}\n";
  }

  /** How many answers of the model may be made at a time; 0 for any number. */
  private static int openAnswers(Limits limits) {
    Model model = CATALOGUE.resolve("nova-lite").orThrow();
    return limits.admit(Caller.ANONYMOUS, new CallEstimate(model, 1, 1)).join().standings().stream()
        .mapToInt(standing -> (int) standing.limit().most())
        .sum();
  }

  @Test
  void changedFile_changesKeys() throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertUnknown(access, second);
      write("keys: {team-b: {sha256: " + second.sha256() + "}}\n");
      logged.await("Keys were read again from " + file + ": team-b");
      assertThat(caller(access, second)).isEqualTo("team-b");
      assertUnknown(access, first);
      assertThat(logged.text).doesNotContain("Other settings");
      write("max_attempts: 5\n" + keys(first));
      logged.await("Other settings of " + file + " have changed, too;");
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertThat(reload).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max_attempts: 5",
        "models: {fast: {from: nova-lite}}",
        "pool: [{name: ireland, region: eu-west-1}]"
      })
  void whatOnlyAStartTakesOver_isTold(String yaml) throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      write(keys(first) + yaml + "\n");
      logged.await("Other settings of " + file + " have changed, too;");
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertThat(reload).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys: {team-b: {sha256: no}}",
        "keys: [",
        "",
        "keys: {}",
        "key: another-key-in-place-of-them",
        "max_attempts: many",
        "keys: {team-b: {sha256: 'HASH', residency: any}}",
        "keys: {team-b: {sha256: 'HASH', residency: us}}"
      })
  void fileThatCannotBeUsed_changesNothing(String yaml) throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      write(yaml.replace("HASH", second.sha256()));
      logged.await("Keys and limits stay as they were: ");
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertUnknown(access, second);
      write(keys(second));
      logged.await("Keys were read again");
      assertThat(caller(access, second)).isEqualTo("team-a");
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void keysThatDoNotGoTogetherWithTheOthers_changeNothing() throws Exception {
    String single = "key: " + second.secret() + "\n";
    Path file = write(single + keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      write(single + "keys: {team-b: {sha256: " + second.sha256() + "}}\n");
      logged.await(
          "Keys and limits stay as they were: GATEWAY_KEY (key) is a key of 'team-b', too");
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertThat(caller(access, second)).isEqualTo("default");
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void changedFile_changesLimitsOfModels_whichABadOneDoesNot() throws Exception {
    Path file = write(withOpenAnswers("70"));
    Settings settings = Settings.read(Map.of(), file);
    Limits limits = limits(settings);
    try (Reload reload = start(file, settings, Access.of(settings), limits, OFTEN)) {
      assertThat(openAnswers(limits)).isEqualTo(70);
      write(withOpenAnswers("90"));
      logged.await("Limits of models were read again from " + file + ": nova-*");
      assertThat(openAnswers(limits)).isEqualTo(90);
      write(withOpenAnswers("many"));
      logged.await("Keys and limits stay as they were: 'open_answers' of the limits of the model");
      assertThat(openAnswers(limits)).isEqualTo(90);
      write(keys(first));
      logged.await("Limits of models were read again from " + file + ": none");
      assertThat(openAnswers(limits)).isZero();
      assertThat(logged.text).doesNotContain("Other settings").doesNotContain("Keys were read");
      assertThat(reload).isNotNull();
    }
  }

  private static String signedWith(String secret) {
    return JWT.create()
        .withIssuer("open-webui")
        .withSubject("u-" + secret)
        .withExpiresAt(Instant.now().plusSeconds(300))
        .sign(Algorithm.HMAC256(secret));
  }

  private void assertPerson(Access access, String secret) {
    Map<String, String> headers =
        Map.of("x-api-key", first.secret(), "X-OpenWebUI-User-Jwt", signedWith(secret));
    assertThat(access.caller(headers::get, null).id()).isEqualTo("team-a/u-" + secret);
  }

  @Test
  void secretOfSignatures_isReplacedWithoutAGap() throws Exception {
    String old = "the-old-secret-of-signatures-0123";
    String next = "the-new-secret-of-signatures-4567";
    Path file = write(keys(first) + "user_jwt_secret: " + old + "\n");
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      assertPerson(access, old);
      assertThatThrownBy(() -> assertPerson(access, next)).hasMessageContaining("is not signed");
      write(keys(first) + "user_jwt_secret: [" + next + ", " + old + "]\n");
      logged.await("GATEWAY_USER_JWT_SECRET (user_jwt_secret) was read again");
      assertPerson(access, old);
      assertPerson(access, next);
      write(keys(first) + "user_jwt_secret: [short, " + next + "]\n");
      logged.await("Keys and limits stay as they were: GATEWAY_USER_JWT_SECRET");
      assertPerson(access, old);
      logged.text.setLength(0);
      write(keys(first));
      logged.await("Keys and limits stay as they were: without GATEWAY_USER_JWT_SECRET");
      assertPerson(access, old);
      write(keys(first) + "user_jwt_secret: " + next + "\n");
      logged.await("GATEWAY_USER_JWT_SECRET (user_jwt_secret) was read again");
      assertPerson(access, next);
      assertThatThrownBy(() -> assertPerson(access, old)).hasMessageContaining("is not signed");
      assertThat(logged.text)
          .doesNotContain("Other settings")
          .doesNotContain(old)
          .doesNotContain(next);
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void fileThatIsGone_changesNothing() throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      Files.delete(file);
      logged.await(
          "Keys and limits stay as they were: The configuration file " + file + " does not exist.");
      assertThat(caller(access, first)).isEqualTo("team-a");
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void whatAStartWouldDoubt_isDoubted() throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    try (Reload reload = start(file, settings, Access.of(settings), OFTEN)) {
      write("keys: {team-a: {sha256: " + first.sha256() + ", models: [nova-*, nope-*]}}\n");
      logged.await("has nope-*, which fits no model that is known for " + REGION);
      assertThat(logged.text).doesNotContain("has nova-*").doesNotContain("Other settings");
      write(keys(first) + "models: {fast: {id: nova-lite, no_such_trait: 1}}\nlimits: {}\n");
      logged.await("Other settings of " + file + " have changed, too;");
      logged.text.setLength(0);
      write(withOpenAnswers("3") + "models: {fast: {id: nova-lite, no_such_trait: 1}}\n");
      logged.await("Limits of models were read again from " + file + ": nova-*");
      logged.await("The next start will not be able to use this: In 'models' in " + file);
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void whatAStartWouldHintAt_isHintedAt() throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    try (Reload reload = start(file, settings, Access.of(settings), OFTEN)) {
      write(
          "keys: {team-a: {sha256: "
              + first.sha256()
              + ", people: {budget: {daily_usd: 1}}}}\nmodels: {own: {id: example.unknown-v1}}\n");
      logged.await("says holds for nobody");
      logged.await("A restart forgets what was spent");
      logged.await(
          "Callers with a budget are refused models whose price is not known, such as own");
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void otherSettings_areToldOnceAChange_asLongAsTheyDifferFromWhatRuns() throws Exception {
    String other = "Other settings of ";
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    try (Reload reload = start(file, settings, Access.of(settings), OFTEN)) {
      write("queue_timeout: 7s\n" + keys(first));
      logged.await(other);
      logged.text.setLength(0);
      write("queue_timeout: 7s\n" + keys(second));
      logged.await("Keys were read again");
      // One more reading, so that all of the one before has been told.
      write("queue_timeout: 7s\n" + withOpenAnswers("3"));
      logged.await("Limits of models were read again");
      assertThat(logged.text).doesNotContain(other);
      write("queue_timeout: 8s\n" + withOpenAnswers("3"));
      logged.await(other);
      logged.text.setLength(0);
      write("queue_timeout: 10s\n" + keys(first));
      logged.await("Limits of models were read again");
      write(keys(second));
      logged.await("Keys were read again");
      assertThat(logged.text).doesNotContain(other);
      assertThat(reload).isNotNull();
    }
  }

  @Test
  void everyReasonThatAFileCannotBeRead_isTold() throws Exception {
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, OFTEN)) {
      write("");
      logged.await("without a key everybody could call");
      Files.delete(file);
      logged.await("The configuration file " + file + " does not exist.");
      Files.createDirectory(file);
      logged.await("The configuration file " + file + " is a folder;");
      Files.delete(file);
      assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
      logged.await("The configuration file " + file + " is a pipe or a device;");
      Files.delete(file);
      write(keys(second));
      logged.await("Keys were read again");
      assertThat(caller(access, second)).isEqualTo("team-a");
      assertThat(reload).isNotNull();
    }
  }

  private static void hangUp() throws Exception {
    String pid = String.valueOf(ProcessHandle.current().pid());
    // The shell's own, as a bare machine has no other.
    Process kill = new ProcessBuilder("sh", "-c", "kill -HUP " + pid).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void hangUp_readsFileAgain_andIsAlwaysAnswered() throws Exception {
    assumeFalse(ignoresHangUps(), "started by nohup or the like, which keeps SIGHUP from the JVM");
    Path file = write(keys(first));
    Settings settings = Settings.read(Map.of(), file);
    Access access = Access.of(settings);
    try (Reload reload = start(file, settings, access, NEVER)) {
      write(keys(second) + "max_attempts: 5\n");
      for (int i = 0; i < 2; i++) {
        hangUp();
        logged.await("Keys were read again");
        logged.await("Limits of models were read again from " + file + ": none");
        logged.await("Other settings of " + file + " have changed, too;");
        assertThat(caller(access, second)).isEqualTo("team-a");
        logged.text.setLength(0);
      }
      write("keys: [");
      for (int i = 0; i < 2; i++) {
        hangUp();
        logged.await("Keys and limits stay as they were: " + file + " is not valid YAML");
        logged.text.setLength(0);
      }
      assertThat(reload).isNotNull();
    }
  }

  /** SIGHUP has the number 1; where there is no such file, nothing tells. */
  private static boolean ignoresHangUps() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) & 1) == 1);
  }
}
