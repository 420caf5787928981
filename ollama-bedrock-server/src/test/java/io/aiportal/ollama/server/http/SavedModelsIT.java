package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that clients make, copy and delete, and what of them is left after a restart. */
class SavedModelsIT {

  private static final String CREATE =
      "{\"model\":\"pirate\",\"from\":\"nova-lite\",\"system\":\"Arr.\"}";

  @TempDir private Path folder;

  private TestServer server(String... more) {
    return more.length == 0
        ? new TestServer("GATEWAY_STATE_DIR", folder.toString())
        : new TestServer(more);
  }

  private static RawClient.Response ask(TestServer server, String method, String path, String json)
      throws IOException {
    try (RawClient client = server.connect()) {
      client.send(
          "%s %s HTTP/1.1\nHost: localhost\nContent-Length: %d\n\n%s"
              .formatted(method, path, json.length(), json));
      return client.read();
    }
  }

  private static RawClient.Response post(TestServer server, String path, String json)
      throws IOException {
    return ask(server, "POST", path, json);
  }

  private static String tags(TestServer server) throws IOException {
    return ask(server, "GET", "/api/tags", "").body();
  }

  @Test
  void model_isMadeInSteps_andAnswersWithItsDefaults() throws Exception {
    try (TestServer server = server();
        RawClient client = server.connect()) {
      RawClient.Response made = post(server, "/api/create", CREATE);
      assertThat(made.status()).isEqualTo(200);
      assertThat(made.header("content-type")).isEqualTo("application/x-ndjson");
      assertThat(made.header("transfer-encoding")).isEqualTo("chunked");
      assertThat(made.body().lines())
          .hasSize(4)
          .endsWith("{\"status\":\"writing manifest\"}", "{\"status\":\"success\"}");
      client.post("/api/chat", TestServer.chat(false).replace("nova-lite", "pirate"));
      server.bedrock.nextCall().complete(FakeBedrock.answer("Arr"));
      assertThat(client.read().body()).startsWith("{\"model\":\"pirate\"").contains("Arr");
      assertThat(server.bedrock.lastRequest().system()).hasToString("[Text[text=Arr.]]");
      client.request("GET", "/api/ps", "Host: localhost");
      assertThat(client.read().body()).contains("\"name\":\"pirate:latest\"");
      RawClient.Response gone = ask(server, "DELETE", "/api/delete", "{\"name\":\"pirate\"}");
      assertThat(gone.status()).isEqualTo(200);
      assertThat(gone.body()).isEmpty();
      assertThat(gone.header("content-type")).isEqualTo("(none)");
      client.request("GET", "/api/ps", "Host: localhost");
      assertThat(client.read().body()).isEqualTo("{\"models\":[]}");
      assertThat(tags(server)).doesNotContain("pirate");
    }
  }

  @Test
  void models_outliveTheServer() throws Exception {
    try (TestServer server = server()) {
      post(server, "/api/create", CREATE);
      RawClient.Response copied =
          post(server, "/api/copy", "{\"source\":\"pirate\",\"destination\":\"corsair\"}");
      assertThat(copied.status()).isEqualTo(200);
      assertThat(copied.body()).isEmpty();
    }
    Files.writeString(folder.resolve("models.json.new"), "{\"models\":[{\"na");
    try (TestServer server = server()) {
      assertThat(tags(server)).contains("\"pirate:latest\"", "\"corsair:latest\"");
      assertThat(post(server, "/api/show", "{\"model\":\"corsair\"}").body())
          .contains("SYSTEM Arr.\\n");
      ask(server, "DELETE", "/api/delete", "{\"model\":\"pirate\"}");
    }
    try (TestServer server = server()) {
      assertThat(tags(server)).contains("\"corsair:latest\"").doesNotContain("pirate:latest\",\"m");
    }
  }

  @Test
  void whatHasNoEffect_isToldInAHeader_whereNoStepsAreWanted() throws Exception {
    String template = CREATE.replaceFirst("[{]", "{\"template\":\"x\",");
    try (TestServer server = server()) {
      RawClient.Response whole =
          post(server, "/api/create", template.replaceFirst("[{]", "{\"stream\":false,"));
      assertThat(whole.body()).isEqualTo("{\"status\":\"success\"}");
      assertThat(whole.header("x-gateway-warning"))
          .isEqualTo("the template has no effect: models on Amazon Bedrock bring their own");
      RawClient.Response steps = post(server, "/api/create", template);
      assertThat(steps.header("x-gateway-warning")).isEqualTo("(none)");
      assertThat(steps.body()).contains("{\"status\":\"the template has no effect");
    }
  }

  @Test
  void models_withoutAFolder_areToldToEndWithTheServer() throws Exception {
    try (TestServer server = server("GATEWAY_RESIDENCY", "geography")) {
      assertThat(post(server, "/api/create", CREATE).body())
          .contains("{\"status\":\"kept until the server stops");
      assertThat(tags(server)).contains("\"pirate:latest\"");
    }
  }

  @Test
  void file_thatIsDamaged_stopsTheStart_andStaysAsItIs() throws Exception {
    Path file = folder.resolve("models.json");
    Files.writeString(file, "{\"models\":[{\"na");
    assertThatThrownBy(this::server)
        .isInstanceOf(SettingsException.class)
        .hasMessage(file + " is damaged; put a good copy in its place, or move it away.");
    assertThat(file).hasContent("{\"models\":[{\"na");
  }

  @Test
  void folder_thatIsAFile_stopsTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> new TestServer("GATEWAY_STATE_DIR", file.toString()))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "GATEWAY_STATE_DIR (state_dir) names the folder " + file + ", which cannot be used.");
  }

  @Test
  void folder_thatIsFull_changesNothing() throws Exception {
    try (TestServer server = server()) {
      Files.createDirectory(folder.resolve("models.json.new"));
      RawClient.Response made = post(server, "/api/create", CREATE);
      assertThat(made.status()).isEqualTo(500);
      assertThat(made.body()).isEqualTo("{\"error\":\"the change cannot be written to the disk\"}");
      assertThat(made.header("content-type")).isEqualTo("application/json");
      assertThat(tags(server)).doesNotContain("pirate");
    }
  }

  @Test
  void wishes_thatCannotBeMet_areToldAsOllamaTellsThem() throws Exception {
    try (TestServer server = server()) {
      RawClient.Response whole =
          post(server, "/api/pull", "{\"name\":\"nova-lite\",\"stream\":false}");
      assertThat(whole.body()).isEqualTo("{\"status\":\"success\"}");
      assertThat(whole.header("content-type")).isEqualTo("application/json");
      assertThat(post(server, "/api/pull", "{\"model\":\"nova-lite\"}").body())
          .startsWith("{\"status\":\"pulling manifest\"}\n")
          .endsWith("{\"status\":\"success\"}\n");
      RawClient.Response unknown = post(server, "/api/pull", "{\"model\":\"nope\"}");
      assertThat(unknown.status()).isEqualTo(200);
      assertThat(unknown.body())
          .isEqualTo(
              "{\"status\":\"pulling manifest\"}\n"
                  + "{\"error\":\"pull model manifest: file does not exist\"}\n");
      RawClient.Response failed =
          post(server, "/api/pull", "{\"model\":\"nope\",\"stream\":false}");
      assertThat(failed.status()).isEqualTo(500);
      assertThat(failed.header("content-type")).isEqualTo("application/json");
      assertThat(failed.body())
          .isEqualTo("{\"error\":\"pull model manifest: file does not exist\"}");
      assertThat(post(server, "/api/pull", "{}").body())
          .isEqualTo("{\"error\":\"invalid model name\"}");
      assertThat(post(server, "/api/push", "{\"model\":\"nova-lite\"}").body())
          .isEqualTo(
              "{\"status\":\"retrieving manifest\"}\n{\"error\":\"\\\"nova-lite\\\" is served from"
                  + " Amazon Bedrock and cannot be pushed anywhere\"}\n");
      assertThat(post(server, "/api/push", "{\"model\":\"nope\"}").body())
          .endsWith("{\"error\":\"model 'nope' not found\"}\n");
      assertThat(post(server, "/api/push", "{}").body())
          .isEqualTo("{\"error\":\"model is required\"}");
      assertThat(post(server, "/api/create", "{\"model\":\"x\"}").status()).isEqualTo(400);
      assertThat(ask(server, "DELETE", "/api/delete", "{\"model\":\"nova-lite\"}").status())
          .isEqualTo(403);
    }
  }
}
