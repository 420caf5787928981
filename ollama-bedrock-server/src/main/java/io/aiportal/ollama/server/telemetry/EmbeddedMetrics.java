package io.aiportal.ollama.server.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.util.RawValue;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What makes a line of the request log metrics of CloudWatch's, by its embedded metric format: the
 * log itself is all that CloudWatch needs.
 *
 * <p>Each combination of dimensions is a metric that is billed, so these are few, and of none that
 * a caller can make up.
 */
public final class EmbeddedMetrics {

  /** Where CloudWatch shows them. */
  public static final String NAMESPACE = "AIPortal/Gateway";

  private static final String API = "api";
  private static final String KEY = "key";
  private static final String MODEL = "model_name";

  private static final List<List<String>> OF_REQUESTS = List.of(List.of(API), List.of(KEY));
  private static final List<List<String>> OF_ANSWERS =
      List.of(List.of(API), List.of(KEY), List.of(MODEL));

  private static final Map<Figures, RawValue> DIRECTIVES = Figures.directives();

  private EmbeddedMetrics() {}

  /** Adds them to a line that has the figures of the request already; none where there are none. */
  public static void addTo(Map<String, Object> line, RequestEnd end, Instant time) {
    if (end.api().equals(RequestEnd.NONE)) {
      return;
    }
    line.put(KEY, end.key());
    if (end.isOfModel()) {
      line.put(MODEL, end.model());
    }
    line.put("refused", end.verdict() == Verdict.REFUSED ? 1 : 0);
    line.put("failed", end.verdict() == Verdict.FAILED ? 1 : 0);
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("Timestamp", time.toEpochMilli());
    metadata.put("CloudWatchMetrics", DIRECTIVES.get(Figures.of(end)));
    line.put("_aws", metadata);
  }

  /**
   * What a line has figures of, besides those that every line has.
   *
   * @param model whether a model was asked
   * @param firstPiece whether an answer began
   * @param tokens whether tokens were taken
   * @param cost whether it is known what they cost
   */
  private record Figures(boolean model, boolean firstPiece, boolean tokens, boolean cost) {

    static Figures of(RequestEnd end) {
      TokenUsage usage = end.usage();
      return new Figures(
          end.isOfModel(),
          end.firstPieceNanos() >= 0,
          usage.promptTokens() + usage.outputTokens() > 0,
          end.cost() != null);
    }

    /** What tells CloudWatch of them, which is always the same: written once. */
    RawValue directive() {
      List<Map<String, String>> metrics = new ArrayList<>();
      metrics.add(metric("duration_ms", "Milliseconds"));
      metrics.add(metric("refused", "Count"));
      metrics.add(metric("failed", "Count"));
      if (firstPiece) {
        metrics.add(metric("first_piece_ms", "Milliseconds"));
      }
      if (tokens) {
        metrics.add(metric("prompt_tokens", "Count"));
        metrics.add(metric("completion_tokens", "Count"));
      }
      if (cost) {
        metrics.add(metric("cost_usd", "None"));
      }
      Map<String, Object> directive = new LinkedHashMap<>();
      directive.put("Namespace", NAMESPACE);
      directive.put("Dimensions", model ? OF_ANSWERS : OF_REQUESTS);
      directive.put("Metrics", metrics);
      try {
        return new RawValue(new ObjectMapper().writeValueAsString(List.of(directive)));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }

    static Map<Figures, RawValue> directives() {
      Map<Figures, RawValue> directives = new HashMap<>();
      for (int bits = 0; bits < 16; bits++) {
        Figures figures =
            new Figures((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
        directives.put(figures, figures.directive());
      }
      return directives;
    }
  }

  private static Map<String, String> metric(String name, String unit) {
    return Map.of("Name", name, "Unit", unit);
  }
}
