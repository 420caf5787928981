package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Page;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import io.aiportal.testkit.portal.OpenWebUIClient.StoredAnswer;
import io.aiportal.testkit.portal.Portal;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** Two Open WebUIs are one portal: people, their chats and what is being answered are at both. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, Chromium and npm",
    check = {"sh", "-c", "../images/build --check && command -v chromium node npm"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@TwoOpenWebUIs
class ReplicasIT {

  private final Portal portal;
  private final URI one;
  private final URI other;

  ReplicasIT(Portal portal) {
    this.portal = portal;
    one = portal.openWebUIs().get(0).getUrl();
    other = portal.openWebUIs().get(1).getUrl();
  }

  @Test
  void whoIsSignedInAtOne_isAtTheOther_untilTheySignOutOfEither(
      @SignedIn("ada") OpenWebUIClient ada) {
    StoredAnswer answer = ada.ask(Portal.MODEL, "Repeat exactly: a door of both");
    OpenWebUIClient there = ada.at(other);
    assertThat(there.chat(answer.chatId()).toString()).contains("a door of both");
    there.signOut();
    assertThatThrownBy(() -> ada.chat(answer.chatId())).isInstanceOf(RefusedException.class);
  }

  @Test
  void answerBegunAtOne_isReadAndStoppedAtTheOther(TestInfo test) throws Exception {
    portal
        .simulator()
        .script(
            """
        {"when": {"operation": "ConverseStream", "text": "Go on for ever"}, "tokensPerSecond": 20,
         "content": [{"text": "It begins. %s"}]}"""
                .formatted("On and on. ".repeat(500)));
    try (Browser browser = Browser.start()) {
      ChatPage here = new ChatPage(browser.newPage());
      here.signIn(one, "ada", PortalDirectory.PASSWORD);
      here.ask("Go on for ever");
      here.awaitAnswer("It begins.");

      ChatPage there = new ChatPage(browser.newPage());
      there.signIn(other, "ada", PortalDirectory.PASSWORD);
      there.page().navigate(other.resolve("/c/" + here.chatId()).toString());
      there.awaitAnswer("It begins.");
      int read = there.answer().innerText().length();
      PortalObserver.await(
          "The answer goes on there", () -> there.answer().innerText().length() > read);
      assertThat(streams("openStreams")).isEqualTo(1);

      int cancelled = streams("cancelledStreams");
      there.page().getByLabel("Stop", new Page.GetByLabelOptions().setExact(true)).click();
      PortalObserver.await("Bedrock is cancelled", () -> streams("cancelledStreams") > cancelled);
      Browser.photograph(there.page(), test);
    }
  }

  @Test
  void answerBegunAtOne_isStoppedByACallOfTheOther(@SignedIn("ada") OpenWebUIClient ada)
      throws Exception {
    int cancelled = streams("cancelledStreams");
    String chat = ada.begin(Portal.MODEL, "Write 3000 words about doors.");
    PortalObserver.await("Bedrock speaks", () -> streams("openStreams") == 1);
    ada.at(other).stop(chat);
    PortalObserver.await("Bedrock is cancelled", () -> streams("cancelledStreams") > cancelled);
  }

  private int streams(String which) {
    return portal.simulator().getReport().path(which).asInt();
  }
}
