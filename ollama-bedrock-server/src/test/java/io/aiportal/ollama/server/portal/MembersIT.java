package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.api.DockerClient;
import io.aiportal.testkit.directory.PortalDirectory;
import io.aiportal.testkit.junit.AIPortal;
import io.aiportal.testkit.junit.Needs;
import io.aiportal.testkit.portal.OpenWebUIClient;
import io.aiportal.testkit.portal.OpenWebUIClient.RefusedException;
import io.aiportal.testkit.portal.Portal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;

/** The directory decides who signs in, and its groups which models they see. */
@Tag("docker")
@Needs(
    value = "Docker with the images that images/build makes",
    check = {"../images/build", "--check"})
@Timeout(value = 5, unit = TimeUnit.MINUTES) // Open WebUI takes its time on a busy machine
@AIPortal(openWebUI = "BYPASS_MODEL_ACCESS_CONTROL=false")
class MembersIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LDAP = "/api/v1/auths/admin/config/ldap/server";
  private static final String RESEARCHERS = "AI-Portal-Researchers";

  private final Portal portal;
  private final PortalObserver inside;

  MembersIT(Portal portal) {
    this.portal = portal;
    inside = new PortalObserver(portal);
  }

  @Test
  void model_isSeenByTheGroupThatItIsGivenTo(OpenWebUIClient admin) throws Exception {
    assertThat(signIn("grace").models()).as("nothing was given to anybody yet").isEmpty();
    give(admin, Portal.MODEL, RESEARCHERS);
    assertThat(signIn("grace").models()).containsExactly(Portal.MODEL);
    assertThat(signIn("ada").models()).isEmpty();

    // Who is in no group any more keeps the last ones in Open WebUI, so another must remain.
    directory("group", "addmembers", PortalDirectory.USERS, "grace");
    directory("group", "removemembers", RESEARCHERS, "grace");
    assertThat(signIn("grace").models()).isEmpty();
    assertThat(groups("grace")).containsExactly(PortalDirectory.USERS);
  }

  @Test
  void whileTheDirectoryIsDown_peopleAreTold() throws Exception {
    DockerClient docker = DockerClientFactory.instance().client();
    String id = portal.directory().getContainerId();
    docker.stopContainerCmd(id).exec();
    assertThatThrownBy(() -> signIn("ada"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("LDAP authentication failed");
    docker.startContainerCmd(id).exec();
    PortalObserver.await("The directory is back", () -> isMember("ada"));
  }

  @Test
  void people_signInThroughPlainLdap_ifThatIsWanted(OpenWebUIClient admin) throws Exception {
    withDirectory(
        admin,
        "{\"use_tls\": false, \"port\": 389}",
        () -> {
          assertThat(signIn("ada").account().path("name").asText()).isEqualTo("Ada Lovelace");
          assertThatThrownBy(() -> signIn("mallory"))
              .hasMessageContaining("User not found in the LDAP server");
        });
  }

  @Test
  void directory_whoseCertificateIsOfNobodyTrusted_isNotAsked(OpenWebUIClient admin)
      throws Exception {
    withDirectory(
        admin,
        "{\"certificate_path\": null}",
        () ->
            assertThatThrownBy(() -> signIn("ada"))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("LDAP authentication failed"));
    assertThat(signIn("ada").account().path("role").asText()).isEqualTo("user");
  }

  /** Has Open WebUI call the directory by other settings for a while, as its pages can set them. */
  private void withDirectory(OpenWebUIClient admin, String changes, Runnable meanwhile)
      throws Exception {
    JsonNode usual = call(admin, "GET", LDAP, "");
    try {
      call(
          admin,
          "POST",
          LDAP,
          JSON.readerForUpdating(usual.deepCopy()).readTree(changes).toString());
      meanwhile.run();
    } finally {
      call(admin, "POST", LDAP, usual.toString());
    }
  }

  private boolean isMember(String user) {
    try {
      return !signIn(user).account().isEmpty();
    } catch (RefusedException e) {
      return false;
    }
  }

  private OpenWebUIClient signIn(String user) {
    return OpenWebUIClient.signInWithDirectory(
        portal.openWebUI().getUrl(), user, PortalDirectory.PASSWORD);
  }

  private List<String> groups(String user) throws Exception {
    return inside.query(
        "select g.name from \"group\" g join group_member m on m.group_id = g.id"
            + " join \"user\" u on u.id = m.user_id where u.email = '"
            + user
            + "@portal.test'");
  }

  /** Lets a group see a model, as the administrator's pages do. */
  private void give(OpenWebUIClient admin, String model, String group) throws Exception {
    String id = inside.query("select id from \"group\" where name = '" + group + "'").get(0);
    ObjectNode body = JSON.createObjectNode().put("id", model).put("name", model);
    body.putNull("base_model_id");
    body.putObject("meta");
    body.putObject("params");
    body.putArray("access_grants")
        .addObject()
        .put("principal_type", "group")
        .put("principal_id", id)
        .put("permission", "read");
    call(admin, "POST", "/api/v1/models/create", body.toString());
  }

  private JsonNode call(OpenWebUIClient admin, String method, String path, String body)
      throws Exception {
    HttpResponse<String> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .send(
                HttpRequest.newBuilder(portal.openWebUI().getUrl().resolve(path))
                    .header("Authorization", "Bearer " + admin.account().path("token").asText())
                    .header("Content-Type", "application/json")
                    .method(method, BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private void directory(String... command) throws Exception {
    ExecResult result =
        portal
            .directory()
            .execInContainer(
                Stream.concat(Stream.of("samba-tool"), Stream.of(command)).toArray(String[]::new));
    assertThat(result.getExitCode()).as(result.getStderr()).isZero();
  }
}
