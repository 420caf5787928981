package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.Portal;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.DockerClientFactory;

/** What people see of the portal in a browser, and what of it reaches Bedrock and the database. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, Chromium and npm",
    check = {"sh", "-c", "../images/build --check && command -v chromium node npm"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@SharedPortal
class BrowserIT {

  private static final String QUESTION = "Tell me a story of a door";

  /** Long enough that its beginning is read while its end is not yet said. */
  private static final String STORY =
      "Once upon a time there was a harbour with a blue door that nobody had opened for a hundred"
          + " years. The fishermen said that the sea was kept behind it, the children said that it"
          + " was the summer, and the priest said that it was nothing at all. One evening a girl"
          + " who had come by the last boat knocked, because that is what one does at doors. It was"
          + " opened by an old man with ink on his fingers. He had been writing down everything"
          + " that people said on the quay, he told her, and he was glad that somebody asked at"
          + " last what had become of it. She sat down on the doorstep and began to read. When it"
          + " was too dark for reading he told her the rest by heart, and the lamps went on along"
          + " the water one after the other. The end.";

  private static Browser browser;

  private final Portal portal;
  private final PortalObserver inside;
  private ChatPage chat;

  BrowserIT(Portal portal) {
    this.portal = portal;
    inside = new PortalObserver(portal);
  }

  @BeforeAll
  static void start() throws Exception {
    browser = Browser.start();
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @BeforeEach
  void openWindow() {
    chat = new ChatPage(browser.newPage());
  }

  @AfterEach
  void closeWindow(TestInfo test) {
    Browser.photograph(chat.page(), test);
    chat.page().context().close();
  }

  private URI url() {
    return portal.openWebUI().getUrl();
  }

  private void signIn(String user) {
    chat.signIn(url(), user, PortalDirectory.PASSWORD);
  }

  /** The calls that Bedrock got for answers to this, but not for titles and the like. */
  private List<JsonNode> calls(String question) {
    return inside.calls("ConverseStream", question);
  }

  private void answer(String question, String content, int tokensPerSecond) {
    portal
        .simulator()
        .script(
            """
        {"when": {"operation": "ConverseStream", "text": "%s"}, "content": %s,
         "tokensPerSecond": %d}"""
                .formatted(question, content, tokensPerSecond));
  }

  @Test
  void question_goesAllTheWayAndStays() throws Exception {
    signIn("ada");
    assertThat(chat.models("sonnet-4.5")).contains(Portal.MODEL);
    assertThat(chat.models("nova")).anyMatch(name -> name.startsWith("nova-"));

    answer(QUESTION, "[{\"text\": \"" + STORY + "\"}]", 20);
    chat.ask(QUESTION);
    chat.awaitAnswer("Once upon a time");
    assertThat(portal.simulator().getReport().path("openStreams").asInt())
        .as("Bedrock still speaks")
        .isPositive();
    assertThat(chat.answer().innerText()).doesNotContain("The end.");
    chat.awaitAnswer("The end.");

    List<JsonNode> calls = calls(QUESTION);
    assertThat(calls).as("signed, or else they would not be reported").hasSize(1);
    assertThat(calls.get(0).path("modelId").asText()).contains("claude-sonnet-4-5");

    String rows =
        "select role, content #>> '{}', (usage->>'input_tokens')::int > 0,"
            + " (usage->>'output_tokens')::int > 0 from chat_message where chat_id = '"
            + chat.chatId()
            + "' order by role desc";
    PortalObserver.await(
        "The answer is kept", () -> inside.query(rows).toString().contains("The end."));
    assertThat(inside.query(rows))
        .containsExactly("user|" + QUESTION + "||", "assistant|" + STORY + "|t|t");

    String title = inside.query("select title from chat where id = '" + chat.chatId() + "'").get(0);
    restartOpenWebUI();
    signIn("ada");
    chat.openChat(title);
    chat.awaitAnswer("The end.");
  }

  private void restartOpenWebUI() throws Exception {
    DockerClientFactory.instance()
        .client()
        .restartContainerCmd(portal.openWebUI().getContainerId())
        .exec();
    PortalObserver.awaitReady(url());
  }

  @Test
  void title_isTheModels() throws Exception {
    signIn("ada");
    chat.ask("Which of these doors leads to the garden?");
    chat.awaitAnswer("Which of these doors");
    String title = "select title from chat where id = '" + chat.chatId() + "'";
    PortalObserver.await(
        "The title is kept",
        () -> inside.query(title).equals(List.of("Which of these doors leads")));
    chat.openChat("Which of these doors leads");
    assertThat(inside.calls("Converse", "Which of these doors"))
        .anyMatch(call -> call.path("body").toString().contains("concise title"));
  }

  @Test
  void thinking_isFolded() throws Exception {
    signIn("ada");
    answer(
        "Think of a door",
        """
        [{"reasoningContent": {"reasoningText": {"text": "A blue one would do.", "signature": "c2ln"}}},
         {"text": "I thought of it."}]""",
        200);
    chat.ask("Think of a door");
    chat.awaitAnswer("I thought of it.");
    Locator thought = chat.answer().locator("button[aria-expanded]").getByText("Thought for");
    thought.waitFor();
    assertThat(chat.answer().innerText()).doesNotContain("A blue one would do.");
    thought.click();
    chat.awaitAnswer("A blue one would do.");
  }

  @Test
  void stopButton_endsBedrocksAnswer() throws Exception {
    signIn("ada");
    int cancelled = portal.simulator().getReport().path("cancelledStreams").asInt();
    answer("Go on for ever", "[{\"text\": \"" + "On and on. ".repeat(500) + "\"}]", 20);
    chat.ask("Go on for ever");
    chat.awaitAnswer("On and on.");
    chat.page().getByLabel("Stop", new Page.GetByLabelOptions().setExact(true)).click();
    PortalObserver.await(
        "Bedrock is cancelled",
        () -> portal.simulator().getReport().path("cancelledStreams").asInt() > cancelled);
    assertThat(chat.answer().innerText()).contains("On and on.");
  }

  @Test
  void tool_isShownWithTheAnswerMadeOfIt() throws Exception {
    signIn("ada");
    chat.ask("Calculate the timestamp of now.");
    chat.awaitAnswer("According to calculate_timestamp");
    assertThat(chat.answer().innerText()).contains("View Result from calculate_timestamp");
    List<JsonNode> calls = calls("Calculate the timestamp of now.");
    assertThat(calls).hasSize(2);
    assertThat(calls.get(1).path("body").toString()).contains("toolResult");
  }

  @Test
  void image_reachesTheModel() throws Exception {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", png);
    signIn("ada");
    chat.attach("door.png", "image/png", png.toByteArray());
    chat.page().locator("#message-input-container img").waitFor();
    answer("What does it show", "[{\"text\": \"A door at night.\"}]", 200);
    chat.ask("What does it show?");
    chat.awaitAnswer("A door at night.");
    assertThat(calls("What does it show").get(0).path("body").findValuesAsText("bytes"))
        .containsExactly(Base64.getEncoder().encodeToString(png.toByteArray()));
  }

  @Test
  void errorOfBedrock_isShown() throws Exception {
    signIn("ada");
    portal
        .simulator()
        .script(
            """
        {"fault": "access-denied", "when": {"operation": "ConverseStream", "text": "Is it shut"}}""");
    chat.ask("Is it shut?");
    chat.awaitAnswer("the account has no access to model '" + Portal.MODEL + "'");
  }

  @Test
  void chats_areTheirOwners() throws Exception {
    signIn("ada");
    chat.ask("Repeat exactly: my own door");
    chat.awaitAnswer("my own door");
    String address = url().resolve("/c/" + chat.chatId()).toString();

    ChatPage hers = new ChatPage(browser.newPage());
    hers.signIn(url(), "grace", PortalDirectory.PASSWORD);
    hers.ask("Repeat exactly: another door");
    hers.awaitAnswer("another door");
    assertThat(hers.text()).doesNotContain("my own door");
    hers.page().navigate(address);
    hers.page().waitForURL(url().resolve("/").toString());
    assertThat(hers.text()).contains("another door").doesNotContain("my own door");
    hers.page().context().close();
  }

  @ParameterizedTest
  @CsvSource({
    "ada, not hers, Authentication failed.",
    "alan, Pa55-of-the-portal, User not found in the LDAP server",
    "mallory, Pa55-of-the-portal, User not found in the LDAP server"
  })
  void refusal_isToldToThePerson(String user, String password, String words) {
    chat.trySignIn(url(), user, password);
    chat.await(words);
    assertThat(chat.page().url()).contains("/auth");
  }
}
