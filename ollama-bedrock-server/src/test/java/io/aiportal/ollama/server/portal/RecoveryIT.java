package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.BrokenAnswerException;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import io.aiportal.testkit.portal.OpenWebUIClient.StoredAnswer;
import io.aiportal.testkit.portal.Portal;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;

/** What a person sees when a part of the portal is killed in mid-answer, and that all goes on. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@SharedPortal
class RecoveryIT {

  private final Portal portal;
  private final OpenWebUIClient ada;

  RecoveryIT(Portal portal, @SignedIn("ada") OpenWebUIClient ada) {
    this.portal = portal;
    this.ada = ada;
  }

  /** What somebody has read, and the failure that ended it; empty if it became whole. */
  private record Told(String text, String failure) {}

  @Test
  void gateway_killedInMidAnswer_isTold_andIsThereAgain() throws Exception {
    Told told = toldInMidAnswer(portal.gateway());
    assertThat(told.failure()).contains("Chat completion stream failed");
    restart(portal.gateway());
    awaitAnswer();
  }

  @Test
  void bedrock_killedInMidAnswer_isToldInTheAnswer_andIsThereAgain() throws Exception {
    Told told = toldInMidAnswer(portal.simulator());
    assertThat(told.text()).contains("[The answer broke off: ");
    assertThat(told.failure()).contains("ended before it was whole");
    restart(portal.simulator());
    awaitAnswer();
  }

  @Test
  void database_killedInMidAnswer_keepsNobodyFromReading_andLosesNoChat() throws Exception {
    StoredAnswer before = ada.ask(Portal.MODEL, "Repeat exactly: a door of before");
    Told told = toldInMidAnswer(portal.database());
    assertThat(told.failure()).isEmpty();
    restart(portal.database());
    awaitAnswer();
    assertThat(ada.chat(before.chatId()).toString()).contains("a door of before");
  }

  /** What somebody is told whose answer had begun when this was killed. */
  private Told toldInMidAnswer(GenericContainer<?> part) {
    StringBuilder text = new StringBuilder();
    try (Stream<String> pieces = ada.stream(Portal.MODEL, "Write 300 words about doors.")) {
      Iterator<String> rest = pieces.iterator();
      text.append(rest.next());
      DockerClientFactory.instance().client().killContainerCmd(part.getContainerId()).exec();
      rest.forEachRemaining(text::append);
      return new Told(text.toString(), "");
    } catch (BrokenAnswerException e) {
      return new Told(text.toString(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Asks again until it works, as a person does; nothing but what was killed has been restarted.
   */
  private void awaitAnswer() throws Exception {
    while (!isAnswered()) {
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private boolean isAnswered() {
    try {
      return ada.ask(Portal.MODEL, "Repeat exactly: a blue door").content().equals("a blue door");
    } catch (BrokenAnswerException | RefusedException e) {
      return false;
    }
  }

  private static void restart(GenericContainer<?> part) {
    DockerClientFactory.instance().client().startContainerCmd(part.getContainerId()).exec();
  }
}
