package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIContainer;
import io.aiportal.testkit.portal.Portal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * Open WebUI's database users get new passwords in turn while people chat, as the function does it
 * that Terraform deploys, and every chat is kept.
 */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes, and Python 3",
    check = {"sh", "-c", "../images/build --check && python3 --version"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@TwoOpenWebUIs
class RotationIT {

  private static final String OWNER = "portal";

  /** What the function that rotates runs as the master user, and a NUL after each. */
  private static final String STATEMENTS =
      """
      import sys, types
      for name in ("boto3", "botocore", "botocore.exceptions"):
          sys.modules[name] = types.ModuleType(name)
      sys.modules["botocore.exceptions"].ClientError = Exception
      sys.path[:0] = [f"../infra-terraform/functions/{folder}" for folder in ("common", "rotate_application_password")]
      import handler
      user, password, database, master, owner = sys.argv[1:]
      credentials = {"username": user, "password": password, "dbname": database}
      for statement in handler.statements(credentials, master, owner, []):
          print(statement, end="\\0")
      """;

  private final Portal portal;
  private final PortalObserver inside;
  private final OpenWebUIClient ada;

  /** The Open WebUIs that people are sent to. */
  private List<OpenWebUIContainer> targets;

  /** What is to be answered in each chat that Open WebUI has said it keeps. */
  private final Map<String, String> expected = new LinkedHashMap<>();

  private volatile boolean over;

  RotationIT(Portal portal, @SignedIn("ada") OpenWebUIClient ada) {
    this.portal = portal;
    this.ada = ada;
    inside = new PortalObserver(portal);
    targets = portal.openWebUIs();
  }

  @Test
  void passwordsThatChangeWhilePeopleChat_loseNoChat() throws Exception {
    OpenWebUIContainer one = portal.openWebUIs().get(0);
    OpenWebUIContainer other = portal.openWebUIs().get(1);
    ExecutorService people = Executors.newSingleThreadExecutor();
    Future<?> chats = people.submit(this::askOnAndOn);
    awaitMoreAnswers(); // to the user who made the database

    rotate("portal_a", "first-of-a");
    renew(one, "portal_a", "first-of-a");
    renew(other, "portal_a", "first-of-a");
    awaitMoreAnswers();
    assertThat(connected()).containsExactly("portal_a");

    rotate("portal_b", "first-of-b");
    assertThat(signIn("portal_b", "first-of-b")).isEqualTo(OWNER);
    assertThat(signIn("portal_b", "first-of-a")).contains("password authentication failed");
    cutConnections();
    awaitMoreAnswers(); // by the password from before
    assertThat(connected()).containsExactly("portal_a");
    renew(other, "portal_b", "first-of-b");
    awaitMoreAnswers();
    assertThat(connected()).containsExactly("portal_a", "portal_b");

    over = true;
    chats.get();
    people.shutdown();
    awaitAnswers();
  }

  /** Asks every now and then, each of the targets in turn. */
  private void askOnAndOn() {
    for (int i = 0; !over; i++) {
      ask(i);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
    }
  }

  private synchronized void ask(int number) {
    URI page = targets.get(number % targets.size()).getUrl();
    String answer = "answer in rotation " + number;
    expected.put(ada.at(page).begin(Portal.MODEL, "Repeat exactly: " + answer), answer);
  }

  private synchronized Map<String, String> expected() {
    return Map.copyOf(expected);
  }

  private void awaitMoreAnswers() throws Exception {
    int before = expected().size();
    PortalObserver.await("People go on", () -> expected().size() >= before + 4);
    awaitAnswers();
  }

  /** Waits until each chat of now has its whole answer, and no error. */
  private void awaitAnswers() throws Exception {
    Map<String, String> wanted = expected();
    PortalObserver.await("Every chat is kept", () -> kept().containsAll(rows(wanted)));
  }

  private static List<String> rows(Map<String, String> answers) {
    return answers.entrySet().stream()
        .map(answer -> answer.getKey() + "|" + answer.getValue())
        .toList();
  }

  private Set<String> kept() throws Exception {
    return Set.copyOf(
        inside.query(
            "select chat_id, content #>> '{}' from chat_message where role = 'assistant' and done"
                + " and coalesce(error::text, 'null') = 'null'"));
  }

  /**
   * Gives an Open WebUI new credentials as Fargate does: people are sent to another, what it has
   * begun to answer becomes whole, and one that knows the new ones takes its place.
   */
  private void renew(OpenWebUIContainer page, String user, String password) throws Exception {
    sendPeopleTo(portal.openWebUIs().stream().filter(another -> another != page).toList());
    awaitAnswers();
    page.stop();
    page.withDatabase(
            URI.create(
                String.format(
                    "postgresql://%s:%s@postgres:%d/%s",
                    user, password, PostgreSQLContainer.POSTGRESQL_PORT, database())))
        .start();
    sendPeopleTo(portal.openWebUIs());
  }

  private synchronized void sendPeopleTo(List<OpenWebUIContainer> pages) {
    targets = pages;
  }

  /** So that what comes next needs new connections, and thus the password. */
  private synchronized void cutConnections() throws Exception {
    awaitAnswers();
    inside.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where client_addr is not null");
  }

  /** The users that Open WebUIs are connected as. */
  private List<String> connected() throws Exception {
    return inside.query(
        "select distinct usename from pg_stat_activity where client_addr is not null order by 1");
  }

  private String database() {
    return portal.database().getDatabaseName();
  }

  /** Runs as the master user what the function runs that Terraform deploys. */
  private void rotate(String user, String password) throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "-B",
                "-c",
                STATEMENTS,
                user,
                password,
                database(),
                portal.database().getUsername(),
                OWNER)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String statements = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).isZero();
    List<String> command = new ArrayList<>(List.of("psql", "-v", "ON_ERROR_STOP=1", "-d"));
    command.addAll(List.of(database(), "-U", portal.database().getUsername()));
    for (String statement : statements.split("\0")) {
      command.addAll(List.of("-c", statement));
    }
    ExecResult result = portal.database().execInContainer(command.toArray(String[]::new));
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
  }

  /** Whom PostgreSQL takes somebody for who signs in as Open WebUI does, or why it does not. */
  private String signIn(String user, String password) throws Exception {
    String url = String.format("postgresql://%s:%s@postgres/%s", user, password, database());
    ExecResult result =
        portal.database().execInContainer("psql", url, "-Atc", "select current_user");
    return (result.getStdout() + result.getStderr()).strip();
  }
}
