package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aiportal.testkit.junit.AIPortal;
import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.Portal;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A test of somebody else's that has the whole portal by one line. */
@AIPortal
class PortalTest {

  private static final String MODEL = "claude-sonnet-4.5:latest";

  @Test
  void somebodyOfTheDirectory_isAnswered(
      @SignedIn("ada") OpenWebUIClient ada, BedrockSimulatorContainer bedrock, Portal portal) {
    bedrock.script("{\"text\": \"Rain.\", \"when\": {\"text\": \"weather\"}}");
    assertEquals("Rain.", ada.ask(MODEL, "How is the weather?").content());
    assertTrue(bedrock.getReport().path("requests").toString().contains("How is the weather?"));
    System.out.println("consumer: the portal answers at " + portal.openWebUI().getUrl());
  }

  @Nested
  class Inside {

    @Test
    void portal_isTheSame(Portal portal, Portal again) {
      assertSame(portal, again);
    }
  }
}
