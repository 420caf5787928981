package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.AIPortal.SignedIn;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.BedrockSimulatorContainer;
import io.aiportal.testkit.portal.GatewayContainer;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import io.aiportal.testkit.portal.OpenWebUIClient.StoredAnswer;
import io.aiportal.testkit.portal.Portal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole portal, in containers: what somebody asks goes all the way to Bedrock and is kept. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@SharedPortal
class PortalIT {

  private static final String MODEL = "claude-sonnet-4.5:latest";

  /** The label of what a portal starts, and a process of this machine that is no more. */
  private static final String LABEL = "io.aiportal.portal";

  private static final String OF_ANOTHER =
      "left-by-another-machine-" + ProcessHandle.current().pid();

  private static final String ENDED = " 999999999 2001-01-01T00:00:00Z";

  private final Portal portal;

  PortalIT(Portal portal) {
    this.portal = portal;
  }

  /** What the labels of this process begin with. */
  private static String machine() {
    try (GatewayContainer never = new GatewayContainer()) {
      String label = never.getLabels().get(LABEL);
      return label.substring(0, label.indexOf(' '));
    }
  }

  private static void leaveNetwork(String name, String owner) throws Exception {
    docker("network", "create", "--label", LABEL + "=" + owner, name);
  }

  private static String docker(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  @Test
  void whatAKilledRunLeft_isGone_whenTheNextContainerStarts() throws Exception {
    leaveNetwork("left-by-a-killed-run", machine() + ENDED);
    leaveNetwork(OF_ANOTHER, "another-machine" + ENDED);
    try (BedrockSimulatorContainer next = new BedrockSimulatorContainer()) {
      next.start();
      assertThat(docker("network", "ls", "--format", "{{.Name}}"))
          .doesNotContain("left-by-a-killed-run")
          .contains(OF_ANOTHER);
    } finally {
      docker("network", "rm", OF_ANOTHER);
    }
  }

  private OpenWebUIClient fromDirectory(String user) {
    return OpenWebUIClient.signInWithDirectory(
        portal.openWebUI().getUrl(), user, PortalDirectory.PASSWORD);
  }

  /** The calls that Bedrock got for a conversation in which this was said. */
  private List<JsonNode> calls(String said) {
    return StreamSupport.stream(
            portal.simulator().getReport().path("requests").spliterator(), false)
        .filter(request -> request.path("operation").asText().equals("ConverseStream"))
        .filter(request -> request.path("body").path("messages").toString().contains(said))
        .toList();
  }

  private String query(String sql) throws Exception {
    return portal
        .database()
        .execInContainer("psql", "-U", "openwebui", "-d", "openwebui", "-At", "-c", sql)
        .getStdout()
        .strip();
  }

  @Test
  void models_areBedrocks(OpenWebUIClient admin) {
    assertThat(admin.models()).contains(MODEL).anyMatch(id -> id.startsWith("nova-"));
  }

  @Test
  void question_isAnsweredByBedrockAndKept(OpenWebUIClient admin) throws Exception {
    StoredAnswer answer = admin.ask(MODEL, "Repeat exactly: a blue door");
    assertThat(answer.content()).isEqualTo("a blue door");

    List<JsonNode> calls = calls("a blue door");
    assertThat(calls).hasSize(1);
    assertThat(calls.get(0).path("modelId").asText()).contains("claude-sonnet-4-5");
    assertThat(calls.get(0).at("/headers/x-amz-date/0").asText()).isNotEmpty();

    assertThat(query("select title from chat where id = '" + answer.chatId() + "'")).isNotEmpty();
    String messages =
        "select role, content #>> '{}', (usage->>'input_tokens')::int > 0,"
            + " (usage->>'output_tokens')::int > 0 from chat_message where chat_id = '"
            + answer.chatId()
            + "' order by role desc";
    assertThat(query(messages).lines())
        .containsExactly("user|Repeat exactly: a blue door||", "assistant|a blue door|t|t");
  }

  @Test
  void call_thatIsNotSigned_isRefused() throws Exception {
    URI call = portal.simulator().getEndpoint().resolve("/model/amazon.nova-lite-v1:0/converse");
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(call).POST(BodyPublishers.ofString("{}")).build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("so what was answered was signed").isEqualTo(403);
  }

  @Test
  void tool_ofThePage_isCalledOnTheWay(OpenWebUIClient admin) throws Exception {
    StoredAnswer answer = admin.ask(MODEL, "Calculate the timestamp of now.");
    assertThat(answer.content()).contains("calculate_timestamp");
    assertThat(calls("Calculate the timestamp of now.").get(1).path("body").toString())
        .contains("toolResult");
  }

  @Test
  void answer_isReadWhileBedrockStillSpeaks_andGivenUp(OpenWebUIClient admin) throws Exception {
    int cancelled = portal.simulator().getReport().path("cancelledStreams").asInt();
    try (Stream<String> pieces = admin.stream(MODEL, "Write 3000 words about doors.")) {
      assertThat(pieces.iterator().next()).isNotEmpty();
      assertThat(portal.simulator().getReport().path("openStreams").asInt()).isPositive();
    }
    while (portal.simulator().getReport().path("cancelledStreams").asInt() == cancelled) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  @ParameterizedTest
  @CsvSource({"ada, Ada Lovelace", "grace, Grace Hopper"})
  void members_signInThroughLdaps(String user, String name) {
    OpenWebUIClient member = fromDirectory(user);
    assertThat(member.account().path("name").asText()).isEqualTo(name);
    assertThat(member.account().path("email").asText()).isEqualTo(user + "@portal.test");
    assertThat(member.account().path("role").asText()).isEqualTo("user");
    assertThat(member.models()).contains(MODEL);
  }

  @Test
  void groups_areTheDirectorys() throws Exception {
    String id = fromDirectory("grace").account().path("id").asText();
    String groups =
        "select g.name from \"group\" g join group_member m on m.group_id = g.id"
            + " where m.user_id = '"
            + id
            + "'";
    assertThat(query(groups)).isEqualTo("AI-Portal-Researchers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"alan", "mallory"})
  void peopleWithoutAccountOrGroup_areRefused(String user) {
    assertThatThrownBy(() -> fromDirectory(user))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("User not found in the LDAP server");
  }

  @Test
  void wrongPassword_isRefused() {
    RefusedException refusal =
        catchThrowableOfType(
            RefusedException.class,
            () ->
                OpenWebUIClient.signInWithDirectory(
                    portal.openWebUI().getUrl(), "ada", "not hers"));
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal).hasMessageContaining("Authentication failed");
  }

  @Test
  void upload_isKeptInS3(OpenWebUIClient admin) throws Exception {
    JsonNode file = admin.upload("door.txt", "The door is blue.");
    String path = query("select path from file where id = '" + file.path("id").asText() + "'");
    assertThat(path).startsWith("s3://" + Portal.BUCKET + "/");

    // A simulated S3 verifies no signature, but hides what is private from callers without one.
    String signed = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request";
    URI object = portal.aws().getEndpoint().resolve(path.substring("s3:/".length()));
    HttpResponse<String> kept =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(object).header("Authorization", signed).build(),
                BodyHandlers.ofString());
    assertThat(kept.body()).isEqualTo("The door is blue.");
  }

  @Test
  void secret_isKeptBySecretsManager() throws Exception {
    JsonNode kept = secrets("CreateSecret", "{\"Name\": \"door\", \"SecretString\": \"blue\"}");
    JsonNode read = secrets("GetSecretValue", "{\"SecretId\": \"door\"}");
    assertThat(read.path("SecretString").asText()).isEqualTo("blue");
    assertThat(read.path("ARN")).isEqualTo(kept.path("ARN"));
  }

  private JsonNode secrets(String operation, String body) throws Exception {
    String scope = "test/20260101/us-east-1/secretsmanager/aws4_request";
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(portal.aws().getEndpoint())
                    .header("X-Amz-Target", "secretsmanager." + operation)
                    .header("Content-Type", "application/x-amz-json-1.1")
                    .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + scope)
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void chats_areTheirOwners(
      @SignedIn("ada") OpenWebUIClient ada, @SignedIn("grace") OpenWebUIClient grace) {
    StoredAnswer answer = ada.ask(MODEL, "Repeat exactly: my own door");
    assertThatThrownBy(() -> grace.chat(answer.chatId())).isInstanceOf(RefusedException.class);
  }
}
