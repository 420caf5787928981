package io.aiportal.ollama.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPageTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-11-26T12:00:00.5Z"), ZoneOffset.UTC);

  @Test
  void whatIsShown_isText_whateverItHolds() {
    StatusTable table =
        new StatusTable(
            "<i>'title'</i>",
            List.of("<b>&"),
            List.of(List.of("<script>alert(\"1\")</script>"), List.of("ünïcode")));
    assertThat(StatusPage.html("a<b", List.of(table)))
        .contains(
            "<title>a&lt;b</title>",
            "<h1>a&lt;b</h1>",
            "<h2>&lt;i&gt;&#39;title&#39;&lt;/i&gt;</h2>",
            "<th>&lt;b&gt;&amp;</th>",
            "<td data-column=\"&lt;b&gt;&amp;\">&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt;</td>",
            "<td data-column=\"&lt;b&gt;&amp;\">ünïcode</td>")
        .doesNotContain("<script", "<i>", "http:", "https:", "src=", "href=", "style=");
  }

  @Test
  void tableWithoutRows_saysSo() {
    assertThat(StatusPage.html("x", List.of(new StatusTable("Empty", List.of("a"), List.of()))))
        .contains("<h2>Empty</h2>\n<p>None.</p>")
        .doesNotContain("<table");
  }

  /** Or browsers would show the page without its style. */
  @Test
  void policy_allowsTheStyleOfThePage() throws Exception {
    String html = StatusPage.html("x", List.of());
    String style = html.substring(html.indexOf("<style>") + 7, html.indexOf("</style>"));
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
    assertThat(StatusPage.SECURITY_POLICY)
        .startsWith("default-src 'none'; ")
        .contains("style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
  }

  @Test
  void page_tellsWhatWasSeen() {
    Telemetry telemetry = new Telemetry("1.2.3", NOON);
    telemetry.gauge(new Gauge("gateway.open.answers", "Answers that are being made", () -> 7));
    telemetry.table(
        () -> new StatusTable("Budgets", List.of("Key"), List.of(List.of("team-a: $3 of $5"))));
    CallTrail trail = new CallTrail();
    for (int i = 0; i < 3; i++) {
      telemetry.ended(
          TelemetryTest.answer(
              "nova-pro:latest", "nova-pro:latest", new TokenUsage(500, 20, 3, 1), trail));
    }
    telemetry.ended(failed("throttled"));
    telemetry.ended(failed("throttled"));
    assertThat(telemetry.statusPage().replaceAll(" data-column=\"[^\"]*\"", ""))
        .contains(
            "<tr><td>Release</td><td>1.2.3</td></tr>",
            "<tr><td>Running for</td><td>0 d 0 h 0 min 0 s</td></tr>",
            "<tr><td>Requests: answered</td><td>3</td></tr>",
            "<tr><td>Requests: refused</td><td>2</td></tr>",
            "<tr><td>Requests: failed</td><td>0</td></tr>",
            "<td>300 ms</td>",
            "<tr><td>Tokens: input</td><td>1,500</td></tr>",
            "<tr><td>Tokens: output</td><td>60</td></tr>",
            "<td>9</td>",
            "<tr><td>Cost</td><td>$0.7500</td></tr>",
            "<tr><td>Answers that are being made</td><td>7</td></tr>",
            "<tr><td>throttled</td><td>2</td><td>2026-11-26T12:00:00Z</td><td>nova-pro:latest</td></tr>",
            "<h2>Budgets</h2>",
            "<td>team-a: $3 of $5</td>",
            "<tr><td>nova-pro:latest</td><td>3</td><td>1,500</td><td>60</td><td>9</td><td>$0.7500</td></tr>");
  }

  private static RequestEnd failed(String cause) {
    return new RequestEnd(
        "ollama",
        "/api/chat",
        "team-a",
        429,
        Verdict.REFUSED,
        cause,
        "nova-pro:latest",
        "nova-pro:latest",
        1,
        -1,
        false,
        TokenUsage.NONE,
        null,
        new CallTrail());
  }

  @Test
  void pageOfNothing_hasAllTablesToo() {
    assertThat(new Telemetry("1", NOON).statusPage())
        .contains("<td>–</td>", "Refused and failed requests, by their cause</h2>\n<p>None.</p>");
  }

  @Test
  void quantiles_areOfTheLastTimes() {
    RecentTimes times = new RecentTimes();
    assertThat(times.quantile(0.5)).isNull();
    for (int i = 1; i <= 100; i++) {
      times.add(Duration.ofMillis(i).toNanos());
    }
    assertThat(times.quantile(0.5)).isEqualTo(Duration.ofMillis(50));
    assertThat(times.quantile(0.99)).isEqualTo(Duration.ofMillis(99));
    assertThat(times.quantile(0)).isEqualTo(Duration.ofMillis(1));
    for (int i = 0; i < 2_000; i++) {
      times.add(Duration.ofSeconds(1).toNanos());
    }
    assertThat(times.quantile(0)).isEqualTo(Duration.ofSeconds(1));
  }
}
