package io.aiportal.ollama.server.limits;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.aiportal.ollama.CallEstimate;
import io.aiportal.ollama.attempt.Scheduler;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.ollama.server.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What is asked of a request before it may begin, and settled when it has ended: whose key it
 * shows, who is behind it, three limits of the key, of the person and of the model, and two budgets
 * of the key and of the person.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestGuards {

  private static final String SECRET = "signs-who-asks-in-the-benchmark";
  private static final String LIMITS =
      "limits: {requests_per_minute: 60000000000, tokens_per_minute: 60000000000, open_answers: 9}";
  private static final String BUDGET = "budget: {daily_usd: 1000000, monthly_usd: 1000000}";

  private final ModelCatalogue catalogue = ModelCatalogue.builtIn("us-east-1");
  private final Model model = catalogue.resolve("claude-sonnet-4.5").orThrow();
  private final CallEstimate estimate = new CallEstimate(model, 1_200, 4_000);
  private final TokenUsage usage = new TokenUsage(1_100, 300, 0, 0);
  private final NewKey key = NewKey.make();
  private final Settings settings = settings(key);
  private final Access access = Access.of(settings);
  private final Limits limits =
      Limits.inMemory(
          settings, () -> catalogue, new MemoryLedger(Clock.systemUTC()), Scheduler.JDK);
  private final Map<String, String> headers =
      Map.of("Authorization", "Bearer " + key.secret(), "X-OpenWebUI-User-Jwt", person());
  private final Caller caller = access.caller(headers::get, null);

  private static Settings settings(NewKey key) {
    String ofModels = LIMITS.replace("limits: ", "");
    try {
      Path file = Files.createTempFile("guards", ".yaml");
      Files.writeString(
          file,
          """
          keys: {team: {sha256: %s, %s, %s, people: {%s, %s}}}
          limits: {models: {"claude-*": %s}}
          user_jwt_secret: %s
          """
              .formatted(key.sha256(), LIMITS, BUDGET, LIMITS, BUDGET, ofModels, SECRET));
      Settings settings = Settings.read(Map.of(), file);
      Files.delete(file);
      return settings;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String person() {
    return JWT.create()
        .withIssuer("open-webui")
        .withSubject("7c1e0a52-person")
        .withClaim("email", "ada@example.com")
        .withExpiresAt(Instant.now().plus(Duration.ofDays(1)))
        .sign(Algorithm.HMAC256(SECRET));
  }

  /** Checks that a request is let in and counted. */
  @Setup
  public void check() {
    Admission admission = admission();
    if (admission.refusal() != null || admission.standings().size() != 9) {
      throw new IllegalStateException("not let in: " + admission.standings());
    }
  }

  /** Tells who calls, and on whose behalf. */
  @Benchmark
  public Caller access() {
    return access.caller(headers::get, null);
  }

  /** Reserves, and settles. */
  @Benchmark
  public Admission admission() {
    Admission admission = limits.admit(caller, estimate).join();
    admission.settle(usage, false, model);
    return admission;
  }
}
