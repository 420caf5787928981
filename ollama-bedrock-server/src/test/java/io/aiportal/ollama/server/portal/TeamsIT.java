package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import io.aiportal.testkit.portal.OpenWebUIContainer;
import io.aiportal.testkit.portal.Portal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.utility.MountableFile;

/**
 * Two teams behind one Open WebUI, which shows the gateway the key of each and signs who asks: one
 * asks faster than it may, the other has spent its money.
 */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, Chromium and npm",
    check = {"sh", "-c", "../images/build --check && command -v chromium node npm"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
class TeamsIT {

  private static final String SETTINGS = "/etc/gateway/gateway.yaml";
  private static final String SIGNING = "the-secret-that-users-are-signed-with";
  private static final String CONNECTIONS =
      """
      {"0": {"enable": true, "key": "%s", "prefix_id": "busy"},
       "1": {"enable": true, "key": "%s", "prefix_id": "poor"}}""";

  private static final String ADAS_MODEL = "busy.nova-lite:latest";
  private static final String GRACES_MODEL = "poor.nova-pro:latest";
  private static final String TOO_FAST = "the key 'busy-team' may begin 1 request a minute";
  private static final String TOO_DEAR = "the key 'poor-team' may spend 0.20 US dollars a day";

  private final NewKey operator = NewKey.make();
  private final NewKey busy = NewKey.make();
  private final NewKey poor = NewKey.make();
  private Portal portal;
  private Browser browser;
  private OpenWebUIClient ada;
  private OpenWebUIClient grace;
  @TempDir private Path folder;

  @BeforeEach
  void start() throws Exception {
    Path settings = folder.resolve("gateway.yaml");
    Files.writeString(
        settings,
        """
        keys:
          operator: {sha256: %s, admin: true}
          busy-team: {sha256: %s, models: [nova-lite], limits: {requests_per_minute: 1}}
          poor-team: {sha256: %s, models: [nova-pro], budget: {daily_usd: 0.2}}
        """
            .formatted(operator.sha256(), busy.sha256(), poor.sha256()));
    portal =
        Portal.builder()
            .withGateway(
                gateway -> {
                  gateway.getEnvMap().remove("GATEWAY_KEY");
                  gateway
                      .withSignedUsers(SIGNING)
                      .withEnv("GATEWAY_CONFIG", SETTINGS)
                      .withCopyFileToContainer(MountableFile.forHostPath(settings, 0644), SETTINGS);
                })
            .withOpenWebUI(
                page ->
                    page.withSignedUsers(SIGNING)
                        .withEnv("OLLAMA_BASE_URLS", "http://gateway:8000;http://gateway:8000")
                        .withEnv(
                            "OLLAMA_API_CONFIGS",
                            CONNECTIONS.formatted(busy.secret(), poor.secret()))
                        // Questions of its own would count as those of the people do.
                        .withEnv("ENABLE_TITLE_GENERATION", "false")
                        .withEnv("ENABLE_TAGS_GENERATION", "false")
                        .withEnv("ENABLE_FOLLOW_UP_GENERATION", "false"))
            .start();
    browser = Browser.start();
    OpenWebUIClient admin =
        OpenWebUIClient.signIn(
            portal.openWebUI().getUrl(),
            OpenWebUIContainer.ADMIN_EMAIL,
            OpenWebUIContainer.ADMIN_PASSWORD);
    ada = admin.add("Ada", "ada@teams.test", "Pa55-of-ada");
    grace = admin.add("Grace", "grace@teams.test", "Pa55-of-grace");
  }

  @AfterEach
  void stop() {
    browser.close();
    portal.close();
  }

  /** Asks in a window, and gives it when the answer shows these words. */
  private ChatPage ask(OpenWebUIClient person, String model, String question, String words) {
    Page page = browser.newPage();
    page.addInitScript(
        "localStorage.token = '%s'".formatted(person.account().path("token").asText()));
    page.navigate(portal.openWebUI().getUrl().resolve("/?models=" + model).toString());
    ChatPage chat = new ChatPage(page);
    chat.ask(question);
    chat.awaitAnswer(words);
    return chat;
  }

  private String gateway(String path, NewKey key, OpenWebUIClient... person) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(portal.gateway().getEndpoint().resolve(path))
            .header("x-api-key", key.secret());
    for (OpenWebUIClient signed : person) {
      request.header("X-OpenWebUI-User-Jwt", signature(signed));
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).body();
  }

  private static String id(OpenWebUIClient person) {
    return person.account().path("id").asText();
  }

  /** What Open WebUI says of somebody whom it asks for. */
  private static String signature(OpenWebUIClient person) {
    return JWT.create()
        .withIssuer("open-webui")
        .withSubject(id(person))
        .withExpiresAt(Instant.now().plusSeconds(300))
        .sign(Algorithm.HMAC256(SIGNING));
  }

  private JsonNode totals(NewKey key, OpenWebUIClient person) throws Exception {
    return new ObjectMapper().readTree(gateway("/api/usage?range=24h", key, person)).path("totals");
  }

  /** What the log tells of the answers that somebody asked for. */
  private List<String> logged(OpenWebUIClient person) {
    return portal
        .gateway()
        .getLogs()
        .lines()
        .filter(line -> line.contains("\"path\":\"/api/chat\""))
        .filter(line -> line.contains("\"person\":\"" + id(person) + "\""))
        .toList();
  }

  @Test
  void whatHappensToTwoTeams_isToldToEachAndToTheOperator(TestInfo test) throws Exception {
    assertThat(ada.models()).containsExactlyInAnyOrder(ADAS_MODEL, GRACES_MODEL);
    portal
        .simulator()
        .script(
            """
            {"when": {"operation": "ConverseStream", "text": "a novel"},
             "content": [{"text": "It begins with a door."}],
             "usage": {"inputTokens": 20, "outputTokens": 100000, "totalTokens": 100020}}""");

    ask(ada, ADAS_MODEL, "Repeat exactly: a blue door", "a blue door");
    ChatPage adas = ask(ada, ADAS_MODEL, "Repeat exactly: a red door", TOO_FAST);
    ask(grace, GRACES_MODEL, "Write a novel", "It begins with a door.");
    ChatPage graces = ask(grace, GRACES_MODEL, "Write another one", TOO_DEAR);

    assertThat(adas.text()).doesNotContain("poor-team", "novel", "It begins");
    assertThat(graces.text()).doesNotContain("busy-team", "a blue door");
    assertThatThrownBy(() -> grace.chat(adas.chatId())).isInstanceOf(RefusedException.class);
    assertThat(totals(busy, ada).path("request_count").asInt()).isEqualTo(1);
    assertThat(totals(poor, grace).path("output_tokens").asInt()).isEqualTo(100_000);
    assertThat(totals(busy, grace).path("request_count").asInt()).isZero();
    assertThat(totals(poor, ada).path("request_count").asInt()).isZero();

    assertThat(gateway("/metrics", operator).lines())
        .contains(
            "gateway_errors_total{api=\"ollama\",cause=\"throttled\",key=\"busy-team\"} 1.0",
            "gateway_errors_total{api=\"ollama\",cause=\"quota_exceeded\",key=\"poor-team\"} 1.0",
            "gateway_tokens_total{key=\"poor-team\",kind=\"output\",model=\"nova-pro:latest\"} 100000.0");
    assertThat(gateway("/metrics", busy)).doesNotContain("poor-team").contains("error");
    assertThat(gateway("/status", poor)).doesNotContain("busy-team");
    assertLogged(ada, "busy-team", TOO_FAST);
    assertLogged(grace, "poor-team", TOO_DEAR);
    assertThat(portal.gateway().getLogs())
        .doesNotContain("blue door", "novel", busy.secret(), poor.secret(), SIGNING);

    Page status = browser.newPhone(operator.secret());
    status.navigate(portal.gateway().getEndpoint().resolve("/status").toString());
    assertThat(status.locator("body").innerText())
        .contains("throttled", "quota_exceeded", "key:busy-team", "key:poor-team");
    Browser.photograph(status, test);
  }

  private void assertLogged(OpenWebUIClient person, String key, String refusal) {
    assertThat(logged(person))
        .allMatch(line -> line.contains("\"key\":\"" + key + "\""))
        .satisfiesExactly(
            line -> assertThat(line).contains("\"verdict\":\"answered\"", "\"cost_usd\":"),
            line -> assertThat(line).contains("\"verdict\":\"refused\"", "\"error\":\"" + refusal));
  }
}
