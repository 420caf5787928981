package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.server.telemetry.CallTrail;
import io.aiportal.ollama.server.telemetry.EmbeddedMetrics;
import io.aiportal.ollama.server.telemetry.RequestEnd;
import io.aiportal.ollama.server.telemetry.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Dashboards and alarms ask for nothing but what the server tells. */
class MonitoringFilesIT {

  private static final Path FOLDER = Path.of("..", "docs", "monitoring");

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:gateway|jvm|process|system)_[a-z0-9_]+");

  /** Names of labels in selectors and groupings. */
  private static final Pattern SELECTOR = Pattern.compile("([a-z_]+)(?:=~|!~|!=|=)\"");

  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([a-z_, ]+)\\)");

  /** What Prometheus adds, and a histogram's bounds. */
  private static final Set<String> LABELS_OF_OTHERS = Set.of("instance", "job", "le");

  private static List<String> grafana() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(FOLDER.resolve("grafana-dashboard.json").toFile());
    List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
    queries.addAll(dashboard.findValuesAsText("definition"));
    return queries;
  }

  private static List<String> alerts() throws IOException {
    return new YAMLMapper()
        .readTree(FOLDER.resolve("prometheus-alerts.yaml").toFile())
        .findValuesAsText("expr");
  }

  @Test
  void queries_areOfMetricsThatThereAre() throws Exception {
    List<String> queries = new ArrayList<>(grafana());
    queries.addAll(alerts());
    assertThat(queries).hasSizeGreaterThan(30);
    Set<String> asked = new TreeSet<>();
    Set<String> labels = new TreeSet<>();
    for (String query : queries) {
      METRIC.matcher(query).results().map(MatchResult::group).forEach(asked::add);
      SELECTOR.matcher(query).results().map(match -> match.group(1)).forEach(labels::add);
      GROUPING
          .matcher(query)
          .results()
          .flatMap(match -> Set.of(match.group(1).split(", ")).stream())
          .forEach(labels::add);
    }
    String scrape = MonitoringDocumentIT.scrape();
    assertThat(MonitoringDocumentIT.names(scrape)).containsAll(asked);
    Set<String> known = new TreeSet<>(LABELS_OF_OTHERS);
    SELECTOR.matcher(scrape).results().map(match -> match.group(1)).forEach(known::add);
    assertThat(known).containsAll(labels);
  }

  /** Every metric of ours is worth a look. */
  @Test
  void dashboard_showsEveryMetricThatPeopleLookAt() throws Exception {
    String all = String.join("\n", grafana()) + String.join("\n", alerts());
    List<String> unused =
        MonitoringDocumentIT.names(MonitoringDocumentIT.scrape()).stream()
            .filter(name -> name.startsWith("gateway_"))
            .map(name -> name.replaceFirst("_(bucket|sum|count|max)$", ""))
            .distinct()
            .filter(name -> !all.contains(name))
            .toList();
    assertThat(unused).containsExactly("gateway_open_requests");
  }

  @Test
  void cloudWatch_asksForMetricsOfTheLog() throws Exception {
    String template = Files.readString(FOLDER.resolve("cloudwatch.yaml"));
    Map<String, Object> line = new HashMap<>();
    EmbeddedMetrics.addTo(line, answer(), Instant.EPOCH);
    String metrics = new ObjectMapper().writeValueAsString(line.get("_aws"));
    List<MatchResult> searches =
        Pattern.compile("SEARCH\\('\\{([A-Za-z/]+),([a-z_]+)} MetricName=\\\\\"([a-z_]+)\\\\\"'")
            .matcher(template)
            .results()
            .toList();
    assertThat(searches).hasSize(8);
    for (MatchResult search : searches) {
      assertThat(search.group(1)).isEqualTo(EmbeddedMetrics.NAMESPACE);
      assertThat(metrics).contains("[\"" + search.group(2) + "\"]");
      assertThat(metrics).contains("\"Name\":\"" + search.group(3) + "\"");
    }
    JsonNode resources = new YAMLMapper().readTree(template).path("Resources");
    List<String> named = resources.findValuesAsText("MetricName");
    assertThat(named).hasSize(3);
    named.forEach(name -> assertThat(metrics).contains("\"Name\":\"" + name + "\""));
    assertThat(resources.findValuesAsText("Namespace")).containsOnly(EmbeddedMetrics.NAMESPACE);
    String dashboard =
        resources.path("Dashboard").path("Properties").path("DashboardBody").asText();
    assertThat(new ObjectMapper().readTree(dashboard).path("widgets")).hasSize(8);
  }

  private static RequestEnd answer() {
    return new RequestEnd(
        "ollama",
        "/api/chat",
        "team-a",
        200,
        Verdict.ANSWERED,
        "",
        "nova-pro:latest",
        "nova-pro:latest",
        2,
        1,
        false,
        new TokenUsage(1, 2, 3, 4),
        BigDecimal.ONE,
        new CallTrail());
  }
}
