package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.Portal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Documents that people upload are found by vectors of Bedrock's, and answers cite them. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, Chromium and npm",
    check = {"sh", "-c", "../images/build --check && command -v chromium node npm"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@SharedPortal
class KnowledgeIT {

  private static final String DOCUMENT =
      "The harbour door of Brightwater is painted cobalt. Edna Marsh built it in 1871.";

  private final Portal portal;
  private final PortalObserver inside;

  KnowledgeIT(Portal portal) {
    this.portal = portal;
    inside = new PortalObserver(portal);
  }

  @Test
  void answer_citesWhatIsFoundInADocument(TestInfo test) throws Exception {
    String question = "Which colour has the harbour door of Brightwater?";
    portal
        .simulator()
        .script(
            """
            [{"when": {"operation": "ConverseStream", "text": "%s"}, "text": "It is cobalt [1]."},
             {"when": {"operation": "Converse", "text": "necessity of generating search queries"},
              "text": "{\\"queries\\": [\\"colour of the harbour door\\"]}"}]"""
                .formatted(question));
    try (Browser browser = Browser.start()) {
      ChatPage chat = new ChatPage(browser.newPage());
      chat.signIn(portal.openWebUI().getUrl(), "ada", PortalDirectory.PASSWORD);
      chat.attach("doors.txt", "text/plain", DOCUMENT.getBytes(StandardCharsets.UTF_8));
      PortalObserver.await(
          "The document has become vectors",
          () -> !inside.query("select 1 from document_chunk where text like '%cobalt%'").isEmpty());
      chat.ask(question);
      chat.awaitAnswer("It is cobalt");
      chat.answer().getByLabel("Toggle 1 source").click();
      chat.await("doors.txt");
      Browser.photograph(chat.page(), test);

      verifyEmbedded();
      verifyAnswered(question, chat.chatId());
    }
  }

  private void verifyEmbedded() throws Exception {
    List<JsonNode> documents = inside.calls("InvokeModel", "The harbour door");
    assertThat(documents).hasSize(1);
    assertThat(documents.get(0).path("modelId").asText()).isEqualTo("amazon.titan-embed-text-v2:0");
    assertThat(inside.calls("InvokeModel", "colour of the harbour door")).hasSize(1);
    assertThat(
            inside.query(
                "select text, vmetadata->>'name', vector_dims(vector) from document_chunk"
                    + " where text like '%cobalt%'"))
        .allMatch(row -> row.equals(DOCUMENT + "|doors.txt|1536"))
        .isNotEmpty();
  }

  private void verifyAnswered(String question, String chatId) throws Exception {
    List<JsonNode> calls = inside.calls("ConverseStream", question);
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).path("body").toString()).contains(DOCUMENT).contains("doors.txt");
    String kept =
        "select content #>> '{}' from chat_message where role = 'assistant' and chat_id = '"
            + chatId
            + "'";
    PortalObserver.await(
        "The answer is kept", () -> inside.query(kept).equals(List.of("It is cobalt [1].")));
  }
}
