package io.aiportal.ollama.server.portal;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.net.URI;
import java.util.List;

/** What somebody sees of Open WebUI and does there, in a window of its own. */
final class ChatPage {

  private static final String INPUT = "#chat-input";

  private final Page page;

  ChatPage(Page page) {
    this.page = page;
  }

  /** Opens the page at which people of the directory sign in, and tries to. */
  void trySignIn(URI url, String user, String password) {
    page.navigate(url.toString());
    page.fill("#username", user);
    page.fill("input[type=password]", password);
    page.click("button[type=submit]");
  }

  /** Signs in as somebody of the directory. */
  void signIn(URI url, String user, String password) {
    trySignIn(url, user, password);
    page.waitForSelector(INPUT);
  }

  /** Sends a question in the chat that is open. */
  void ask(String question) {
    page.click(INPUT);
    page.keyboard().type(question);
    page.keyboard().press("Enter");
  }

  /** Puts a file to what is asked next. */
  void attach(String name, String type, byte[] bytes) {
    page.locator("input[type=file]:not(#camera-input)")
        .setInputFiles(new FilePayload(name, type, bytes));
  }

  /** The answer to the last question. */
  Locator answer() {
    return page.locator(".chat-assistant").last();
  }

  /** Waits until the last answer shows this. */
  void awaitAnswer(String words) {
    answer().getByText(words).last().waitFor();
  }

  /** Waits until this is shown anywhere. */
  void await(String words) {
    page.getByText(words).last().waitFor();
  }

  /** Everything that is written on the page. */
  String text() {
    return page.locator("body").innerText();
  }

  /** The models to choose from, when something of their names is typed. */
  List<String> models(String typed) {
    page.click("#model-selector-model-button");
    page.keyboard().type(typed);
    Locator options = page.getByRole(AriaRole.OPTION);
    options.first().waitFor();
    List<String> names = options.allInnerTexts();
    page.keyboard().press("Escape");
    return names;
  }

  /** The id of the chat that is open, as its address tells it. */
  String chatId() {
    page.waitForURL("**/c/*");
    return page.url().substring(page.url().lastIndexOf('/') + 1);
  }

  /** Opens one of the chats that the side of the page lists. */
  void openChat(String title) {
    Locator sidebar = page.getByLabel("Open Sidebar").first();
    if (sidebar.isVisible()) {
      sidebar.click();
    }
    page.locator("#sidebar").getByText(title).first().click();
  }

  /** The window itself. */
  Page page() {
    return page;
  }
}
