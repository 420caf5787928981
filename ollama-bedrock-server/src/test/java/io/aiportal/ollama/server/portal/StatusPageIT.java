package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.aiportal.ollama.server.Gateway;
import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.junit.Needs;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The operator's page on a phone. */
@Needs(
    value = "Chromium, Node and npm",
    check = {"sh", "-c", "command -v chromium && command -v node && command -v npm"})
@Timeout(value = 3, unit = TimeUnit.MINUTES) // npm fetches the driver
class StatusPageIT {

  private static final String CHAT =
      "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me of doors\"}]}";

  private final NewKey operator = NewKey.make();
  private final NewKey busy = NewKey.make();
  private final NewKey poor = NewKey.make();
  private final HttpClient client = HttpClient.newHttpClient();
  private BedrockSimulator bedrock;
  private Gateway gateway;
  private Browser browser;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        keys:
          operator: {sha256: %s, admin: true}
          busy-team: {sha256: %s, limits: {requests_per_minute: 1}}
          poor-team: {sha256: %s, budget: {daily_usd: 0.0001}}
        """
            .formatted(operator.sha256(), busy.sha256(), poor.sha256()));
    bedrock = BedrockSimulator.start();
    Map<String, String> settings =
        Map.of(
            "OLLAMA_HOST", "127.0.0.1:0",
            "GATEWAY_CONFIG", file.toString(),
            "AWS_REGION", bedrock.region(),
            "AWS_BEARER_TOKEN_BEDROCK", Authenticator.DEFAULT_BEARER_TOKEN,
            "AWS_ENDPOINT_URL_BEDROCK", bedrock.endpoint().toString(),
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME", bedrock.endpoint().toString());
    gateway = Gateway.start(Settings.read(settings, null), OutputStream.nullOutputStream());
    browser = Browser.start();
  }

  @AfterEach
  void stop() {
    browser.close();
    gateway.close();
    bedrock.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + gateway.address().getPort() + path;
  }

  private int chat(NewKey key, String model) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url("/api/chat")))
            .header("Authorization", "Bearer " + key.secret())
            .POST(BodyPublishers.ofString(CHAT.formatted(model)))
            .build();
    return client.send(request, BodyHandlers.ofString()).statusCode();
  }

  /** The texts of a row's cells, found by that of its first one. */
  private static List<String> row(Page page, String title, String first) {
    return page.locator("h2:text-is('" + title + "') + div tr")
        .filter(
            new com.microsoft.playwright.Locator.FilterOptions()
                .setHas(page.locator("td:first-child:text-is('" + first + "')")))
        .locator("td")
        .allInnerTexts();
  }

  @Test
  void statusPage_fitsAPhone_andTellsWhatJustHappened(TestInfo test) throws Exception {
    assertThat(chat(busy, "nova-lite")).isEqualTo(200);
    assertThat(chat(busy, "nova-lite")).as("over its rate").isEqualTo(429);
    assertThat(chat(poor, "nova-lite")).as("over its budget").isEqualTo(429);
    assertThat(chat(operator, "no-such-model")).isEqualTo(404);
    bedrock.enqueue(Fault.ACCESS_DENIED);
    assertThat(chat(operator, "nova-pro")).isEqualTo(403);

    Page phone = browser.newPhone(operator.secret());
    phone.navigate(url("/status"));
    assertThat(phone.locator("h2").allInnerTexts())
        .containsExactly(
            "Since the start",
            "Refused and failed requests, by their cause",
            "Answers, by their models",
            "Spending, in dollars, by the clock of UTC",
            "Places that calls go to",
            "Models");
    String summary = "Since the start";
    assertThat(row(phone, summary, "Requests: answered")).endsWith("1");
    assertThat(row(phone, summary, "Requests: refused")).endsWith("4");
    String causes = "Refused and failed requests, by their cause";
    for (String cause : List.of("throttled", "quota_exceeded", "not_found", "access_denied")) {
      assertThat(row(phone, causes, cause)).as(cause).hasSize(4).contains("1");
    }
    for (String ofLimits : List.of("throttled", "quota_exceeded")) {
      assertThat(row(phone, causes, ofLimits)).endsWith("nova-lite:latest");
    }
    assertThat(row(phone, "Answers, by their models", "nova-lite:latest")).contains("1");
    assertThat(row(phone, "Spending, in dollars, by the clock of UTC", "key:busy-team"))
        .contains("1");
    assertThat(row(phone, "Models", "nova-lite:latest")).contains("the region itself");

    Browser.photograph(phone, test);
    assertThat(phone.evaluate("document.documentElement.scrollWidth"))
        .as("the page is no wider than the phone")
        .isEqualTo(360);
    assertThat(
            phone.evaluate(
                "[...document.querySelectorAll('div')].filter(d => d.scrollWidth > d.clientWidth).length"))
        .as("tables that must be scrolled sideways")
        .isEqualTo(0);
    assertThat(phone.evaluate("getComputedStyle(document.body).fontSize")).isEqualTo("16px");
  }
}
