package io.aiportal.ollama.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TelemetryTest {

  private static final String BASE = "amazon.nova-pro-v1:0";

  private final Telemetry telemetry = new Telemetry("test", Clock.systemUTC());

  @AfterEach
  void close() {
    telemetry.close();
  }

  private List<String> scrape() {
    return telemetry.scrape().lines().toList();
  }

  /** An answer that took these tokens, with the attempts of this trail. */
  static RequestEnd answer(String asked, String model, TokenUsage usage, CallTrail trail) {
    return new RequestEnd(
        "ollama",
        "/api/chat",
        "team-a",
        200,
        Verdict.ANSWERED,
        "",
        asked,
        model,
        TimeUnit.MILLISECONDS.toNanos(1_200),
        TimeUnit.MILLISECONDS.toNanos(300),
        false,
        usage,
        model.equals(RequestEnd.OTHER) ? null : new BigDecimal("0.25"),
        trail);
  }

  private static CallTrail trail() {
    CallTrail trail = new CallTrail();
    trail.onAttempt("eu-west-1", "eu." + BASE, BASE, List.of());
    return trail;
  }

  @Test
  void callThatTookSeveralTries_isToldWithAllOfThem() {
    CallTrail trail = trail();
    trail.onRetry(
        "eu-west-1", new BedrockException(Kind.THROTTLING, "slow down", null), Duration.ZERO);
    trail.onAttempt("second", BASE, BASE, List.of());
    trail.onRetry("second", new BedrockException(Kind.VALIDATION, "no top_k", null), Duration.ZERO);
    trail.onAttempt("second", BASE, BASE, List.of());
    trail.onInvalidAnswer("second");
    trail.onAttempt("second", "amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0", List.of());
    telemetry.ended(
        answer("nova-pro:latest", "nova-lite:latest", new TokenUsage(1, 2, 3, 4), trail));
    assertThat(scrape())
        .contains(
            "gateway_attempts_total{model=\"nova-pro:latest\",target=\"eu-west-1\"} 1.0",
            "gateway_attempts_total{model=\"nova-pro:latest\",target=\"second\"} 3.0",
            "gateway_retries_total{cause=\"throttling\",target=\"eu-west-1\"} 1.0",
            "gateway_retries_total{cause=\"validation\",target=\"second\"} 1.0",
            "gateway_fallbacks_total{model=\"nova-pro:latest\",to=\"nova-lite:latest\"} 1.0",
            "gateway_repaired_answers_total{model=\"nova-lite:latest\"} 1.0",
            "gateway_tokens_total{key=\"team-a\",kind=\"input\",model=\"nova-lite:latest\"} 1.0",
            "gateway_tokens_total{key=\"team-a\",kind=\"output\",model=\"nova-lite:latest\"} 2.0",
            "gateway_tokens_total{key=\"team-a\",kind=\"cache_read\",model=\"nova-lite:latest\"} 3.0",
            "gateway_tokens_total{key=\"team-a\",kind=\"cache_write\",model=\"nova-lite:latest\"} 4.0",
            "gateway_cost_usd_total{key=\"team-a\",model=\"nova-lite:latest\"} 0.25",
            "gateway_request_duration_seconds_bucket{api=\"ollama\",model=\"nova-lite:latest\",le=\"1.0\"} 0",
            "gateway_request_duration_seconds_bucket{api=\"ollama\",model=\"nova-lite:latest\",le=\"2.5\"} 1",
            "gateway_time_to_first_token_seconds_bucket{api=\"ollama\",model=\"nova-lite:latest\",le=\"0.25\"} 0",
            "gateway_time_to_first_token_seconds_bucket{api=\"ollama\",model=\"nova-lite:latest\",le=\"0.5\"} 1");
  }

  @Test
  void callThatTookOneTry_tellsNothingOfOthers() {
    telemetry.ended(
        answer("nova-pro:latest", "nova-pro:latest", new TokenUsage(1, 2, null, 0), trail()));
    assertThat(scrape())
        .contains(
            "gateway_tokens_total{key=\"team-a\",kind=\"cache_read\",model=\"nova-pro:latest\"} 0.0")
        .noneMatch(line -> line.startsWith("gateway_retries"))
        .noneMatch(line -> line.startsWith("gateway_fallbacks"))
        .noneMatch(line -> line.startsWith("gateway_repaired"))
        .noneMatch(line -> line.startsWith("gateway_unpriced"))
        .noneMatch(line -> line.startsWith("gateway_errors"));
  }

  /** Those that come before the library has started, while it starts, and after it has. */
  @Test
  void requests_areCountedOnce_whenEverTheyCome() {
    RequestEnd end =
        answer("nova-pro:latest", "nova-pro:latest", new TokenUsage(1, 0, 0, 0), trail());
    IntStream.range(0, 4_000).parallel().forEach(i -> telemetry.ended(end));
    assertThat(scrape())
        .contains(
            "gateway_requests_total{api=\"ollama\",key=\"team-a\",route=\"/api/chat\",status=\"2xx\",verdict=\"answered\"} 4000.0");
    telemetry.ended(end);
    assertThat(scrape())
        .contains(
            "gateway_requests_total{api=\"ollama\",key=\"team-a\",route=\"/api/chat\",status=\"2xx\",verdict=\"answered\"} 4001.0");
  }

  @Test
  void gauges_tellWhatIsNow() {
    int[] number = {3};
    telemetry.gauge(new Gauge("gateway.queue.waiting", "Calls that wait", () -> number[0]));
    assertThat(scrape()).contains("gateway_queue_waiting 3.0");
    number[0] = 4;
    assertThat(scrape()).contains("gateway_queue_waiting 4.0");
  }

  @Test
  void models_areNoMoreThanSoMany() {
    List<ModelOverride> aliases =
        IntStream.range(0, 300)
            .mapToObj(i -> ModelOverride.alias("alias-" + i, "newco.model-" + i + "-v1:0"))
            .toList();
    ModelCatalogue catalogue = ModelCatalogue.builtIn("eu-west-2").withOverrides(aliases);
    ModelLabels labels = new ModelLabels(() -> catalogue);
    List<String> names =
        IntStream.range(0, 300)
            .mapToObj(i -> labels.of(catalogue.resolve("alias-" + i).orThrow()))
            .toList();
    assertThat(names).startsWith("alias-0:latest").endsWith(RequestEnd.OTHER);
    assertThat(names.stream().distinct()).hasSize(201);
    assertThat(labels.of(catalogue.resolve("alias-0").orThrow())).isEqualTo("alias-0:latest");
  }

  @Test
  void model_thatNoListHas_isOther() {
    ModelCatalogue catalogue = ModelCatalogue.builtIn("eu-west-2");
    ModelLabels labels = new ModelLabels(() -> catalogue);
    Model unknown = catalogue.resolve("newco.model-v1:0").orThrow();
    assertThat(labels.of(unknown)).isEqualTo(RequestEnd.OTHER);
    assertThat(labels.model("amazon.nova-lite-v1:0"))
        .extracting(Model::baseModelId)
        .isEqualTo("amazon.nova-lite-v1:0");
  }
}
