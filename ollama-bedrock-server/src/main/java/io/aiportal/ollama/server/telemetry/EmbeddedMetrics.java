package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.time.Instant;
import java.util.ArrayList;
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
    Map<String, Object> directive = new LinkedHashMap<>();
    directive.put("Namespace", NAMESPACE);
    directive.put("Dimensions", end.isOfModel() ? OF_ANSWERS : OF_REQUESTS);
    directive.put("Metrics", metrics(end));
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("Timestamp", time.toEpochMilli());
    metadata.put("CloudWatchMetrics", List.of(directive));
    line.put("_aws", metadata);
  }

  /** What the line has figures of. */
  private static List<Map<String, String>> metrics(RequestEnd end) {
    List<Map<String, String>> metrics = new ArrayList<>();
    metrics.add(metric("duration_ms", "Milliseconds"));
    metrics.add(metric("refused", "Count"));
    metrics.add(metric("failed", "Count"));
    if (end.firstPieceNanos() >= 0) {
      metrics.add(metric("first_piece_ms", "Milliseconds"));
    }
    TokenUsage usage = end.usage();
    if (usage.promptTokens() + usage.outputTokens() > 0) {
      metrics.add(metric("prompt_tokens", "Count"));
      metrics.add(metric("completion_tokens", "Count"));
    }
    if (end.cost() != null) {
      metrics.add(metric("cost_usd", "None"));
    }
    return metrics;
  }

  private static Map<String, String> metric(String name, String unit) {
    return Map.of("Name", name, "Unit", unit);
  }
}
