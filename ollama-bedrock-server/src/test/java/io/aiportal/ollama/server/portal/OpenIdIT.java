package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.AIPortal;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenIdContainer;
import io.aiportal.testkit.portal.Portal;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/** People sign in through an OpenID provider, and its groups tell what they are. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, Chromium and npm",
    check = {"sh", "-c", "../images/build --check && command -v chromium node npm"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@AIPortal(directory = false, openId = true)
class OpenIdIT {

  private static Browser browser;

  private final Portal portal;
  private final PortalObserver inside;
  private Page page;

  OpenIdIT(Portal portal) {
    this.portal = portal;
    inside = new PortalObserver(portal);
  }

  @BeforeAll
  static void start(Portal portal) throws Exception {
    browser = Browser.start("--host-resolver-rules=" + portal.openId().getHostResolverRule());
  }

  @AfterAll
  static void close() {
    browser.close();
  }

  @BeforeEach
  void openWindow() {
    page = browser.newPage();
  }

  @AfterEach
  void closeWindow(TestInfo test) {
    Browser.photograph(page, test);
    page.context().close();
  }

  private void signIn(String user, String password) {
    page.navigate(portal.openWebUI().getUrl().resolve("/auth").toString());
    page.getByText("Continue with OpenID").click();
    page.getByLabel("Username").fill(user);
    page.getByLabel("Password").fill(password);
    page.getByText("Sign in").last().click();
  }

  private void signInWell(String user) {
    signIn(user, PortalDirectory.PASSWORD);
    page.waitForSelector("#chat-input");
  }

  private List<String> groups(String user) throws Exception {
    return inside.query(
        "select g.name from \"group\" g join group_member m on m.group_id = g.id"
            + " join \"user\" u on u.id = m.user_id where u.email = '"
            + user
            + "@portal.test' order by g.name");
  }

  private List<String> account(String user) throws Exception {
    return inside.query("select name, role from \"user\" where email = '" + user + "@portal.test'");
  }

  @ParameterizedTest
  @CsvSource({
    "margaret, Margaret Hamilton, user, AI-Portal-Users",
    "edsger, Edsger Dijkstra, user, AI-Portal-Researchers AI-Portal-Users",
    "barbara, Barbara Liskov, admin, AI-Portal-Admins"
  })
  void groups_decideRoleAndGroups(String user, String name, String role, String groups)
      throws Exception {
    portal.openId().setGroups(user, groups.split(" "));
    signInWell(user);
    assertThat(account(user)).containsExactly(name + "|" + role);
    assertThat(groups(user)).containsExactly(groups.split(" "));
  }

  @Test
  void whoIsInNoGroup_waits() throws Exception {
    signIn("eve", PortalDirectory.PASSWORD);
    page.getByText("Account Activation Pending").waitFor();
    assertThat(account("eve")).containsExactly("Eve Outside|pending");
  }

  @Test
  void whoIsInOtherGroupsOnly_isRefused() throws Exception {
    portal.openId().setGroups("eve", "Guests");
    signIn("eve", PortalDirectory.PASSWORD);
    page.getByText("You do not have permission").first().waitFor();
    assertThat(page.url()).contains("/auth");
    portal.openId().setGroups("eve");
  }

  @Test
  void membershipTakenAway_isGoneAtTheNextSignIn() throws Exception {
    portal.openId().setGroups("edsger", OpenIdContainer.USERS, "AI-Portal-Researchers");
    signInWell("edsger");
    assertThat(groups("edsger")).contains("AI-Portal-Researchers");
    page.context().close();
    page = browser.newPage();
    portal.openId().setGroups("edsger", OpenIdContainer.USERS);
    signInWell("edsger");
    assertThat(groups("edsger")).containsExactly(OpenIdContainer.USERS);
  }

  @Test
  void whoIsInNoGroupAnyMore_keepsTheRoleFromBefore() throws Exception {
    portal.openId().setGroups("barbara", OpenIdContainer.ADMINS);
    signInWell("barbara");
    page.context().close();
    page = browser.newPage();
    portal.openId().setGroups("barbara");
    signInWell("barbara");
    assertThat(account("barbara")).containsExactly("Barbara Liskov|admin");
  }

  @Test
  void wrongPassword_isToldByTheProvider() {
    signIn("margaret", "not hers");
    page.getByText("Incorrect username or password.").waitFor();
  }
}
