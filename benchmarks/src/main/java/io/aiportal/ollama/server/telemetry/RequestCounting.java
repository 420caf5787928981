package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
 * All that is counted of a request, with its attempts and its cost; beside it, as the measure, the
 * writing of a line as the request log has it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 3)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestCounting {

  private final ModelCatalogue catalogue = ModelCatalogue.builtIn("us-east-1");
  private final Model model = catalogue.resolve("claude-sonnet-4.5").orThrow();
  private final Price price = Objects.requireNonNull(model.traits().price());
  private final ModelLabels labels = new ModelLabels(() -> catalogue);
  private final Telemetry telemetry = new Telemetry("benchmark", Clock.systemUTC());
  private final TokenUsage usage = new TokenUsage(1200, 300, 800, 100);

  /** Starts the library, and checks that a request is counted. */
  @Setup
  public void start() {
    telemetry.scrape();
    count();
    String scrape = telemetry.scrape();
    if (!scrape.contains("gateway_tokens_total{key=\"team-a\",kind=\"input\"")) {
      throw new IllegalStateException("nothing was counted: " + scrape);
    }
  }

  /** Notes an attempt, reckons the cost, and counts. */
  @Benchmark
  public RequestEnd count() {
    CallTrail trail = new CallTrail();
    trail.onAttempt("us-east-1", model.modelId(), model.baseModelId(), List.of());
    String label = labels.of(model);
    RequestEnd end =
        new RequestEnd(
            "ollama",
            "/api/chat",
            "team-a",
            200,
            Verdict.ANSWERED,
            "",
            label,
            label,
            1_500_000_000,
            400_000_000,
            false,
            usage,
            price.cost(usage),
            trail);
    telemetry.ended(end);
    return end;
  }

  /** Writes a line. */
  @Benchmark
  public byte[] line() {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", Instant.now());
    line.put("level", "info");
    line.put("id", "0badcafe-1234567");
    line.put("method", "POST");
    line.put("path", "/api/chat");
    line.put("client", "10.0.0.1");
    line.put("model", model.name());
    line.put("bedrock_model", model.modelId());
    line.put("status", 200);
    line.put("duration_ms", 1_500);
    line.put("first_piece_ms", 400);
    line.put("stream", true);
    line.put("prompt_tokens", 2_100);
    line.put("completion_tokens", 300);
    line.put("bedrock_request_id", "a8f7c0de-0000-4000-8000-0123456789ab");
    return OllamaApi.write(line);
  }
}
