package io.aiportal.testkit.demo;

import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIContainer;
import io.aiportal.testkit.portal.Portal;
import java.io.PrintWriter;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** The whole portal in containers, for people: with a directory, at a port of this machine. */
final class PortalDemo implements AutoCloseable {

  private static final String QUESTION = "Why is the sky blue?";

  private final Portal portal;
  private final URI url;

  private PortalDemo(Portal portal, int port) {
    this.portal = portal;
    this.url = URI.create("http://127.0.0.1:" + port);
  }

  /** Starts it, which takes a while. */
  static PortalDemo start(int port) throws DemoException {
    Runtime.getRuntime().addShutdownHook(new Thread(Portal::endAll, "end-portal"));
    try {
      return new PortalDemo(
          Portal.builder()
              .withDirectory()
              .withSimulator(
                  bedrock ->
                      bedrock.withOptions(
                          "--tokens-per-second", "40", "--first-token-millis", "300"))
              .withPort(port)
              .start(),
          port);
    } catch (IllegalStateException e) {
      throw new DemoException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Asks as somebody of the directory does, and tells how to go on. */
  void run(PrintWriter out) throws DemoException, InterruptedException {
    OpenWebUIClient ada = OpenWebUIClient.signInWithDirectory(url, "ada", PortalDirectory.PASSWORD);
    awaitModel(ada);
    out.printf("%s asks: %s%n", ada.account().path("name").asText(), QUESTION);
    out.printf("%s answers: %s%n", Portal.MODEL, ada.ask(Portal.MODEL, QUESTION).content());
    out.printf(
        """

        The portal is at %s

          directory       ada, grace (may sign in); alan, mallory (may not)
          password        %s
          administrator   %s (by "Continue with Email")
          password        %s

        Ctrl-C ends it and removes all that it started.
        """,
        url,
        PortalDirectory.PASSWORD,
        OpenWebUIContainer.ADMIN_EMAIL,
        OpenWebUIContainer.ADMIN_PASSWORD);
    out.flush();
  }

  /** Open WebUI may have asked for the models before the gateway could tell them. */
  private static void awaitModel(OpenWebUIClient person)
      throws DemoException, InterruptedException {
    for (int looks = 0; looks < 60; looks++) {
      if (person.models().contains(Portal.MODEL)) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new DemoException("Open WebUI does not show the model " + Portal.MODEL + ".");
  }

  @Override
  public void close() {
    portal.close();
  }
}
