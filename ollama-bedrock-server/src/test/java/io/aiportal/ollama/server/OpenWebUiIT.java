package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What Open WebUI sends, and what it needs back. */
class OpenWebUiIT {

  private static final String QUESTION = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

  /** Titan Text has no tools. */
  private static final String WITHOUT_TOOLS = "titan-text-express";

  private static final JsonNode NO_ARGUMENTS = JsonNodeFactory.instance.objectNode();

  private static final String TOOLS =
      """
      "tools":[{"type":"function","function":{"name":"get_current_timestamp",\
      "description":"Tells the time.","parameters":{"type":"object","properties":{}}}}]""";

  private final HttpClient client =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.ALWAYS).build();
  private Portal portal;

  @BeforeEach
  void start() {
    portal = Portal.withoutRetries();
  }

  @AfterEach
  void stop() {
    portal.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer ");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> chat(String json, String... headers) throws Exception {
    return post("/api/chat", json, headers);
  }

  private HttpResponse<String> post(String path, String json, String... headers) throws Exception {
    HttpRequest.Builder request =
        request(path).POST(BodyPublishers.ofString(json)).header("Accept", "*/*");
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static String contentType(HttpResponse<?> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @Test
  void lists_comeFromPathsWithTwoSlashes_andWithAnEmptyKey() throws Exception {
    HttpResponse<String> tags = get("//api/tags");
    assertThat(tags.statusCode()).isEqualTo(200);
    assertThat(contentType(tags)).startsWith("application/json");
    assertThat(tags.body())
        .contains("\"name\":\"nova-lite:latest\",\"model\":\"nova-lite:latest\"");
    assertThat(tags.body()).doesNotContain("null", "expires_at");
    assertThat(get("/api/ps").body()).isEqualTo("{\"models\":[]}");
    assertThat(get("/api/version").body()).matches("\\{\"version\":\"\\d+(\\.\\d+)+\"}");
  }

  @Test
  void limit_ofTokens_canStandAtTheRoot() throws Exception {
    HttpResponse<String> answer =
        chat(
            "{\"model\":\"nova-lite:latest\",\"stream\":false,\"num_predict\":1," + QUESTION + "}");
    assertThat(answer.body()).contains("\"done_reason\":\"length\"", "\"eval_count\":1,");
  }

  @Test
  void settings_ofAnyKind_areTaken() throws Exception {
    HttpResponse<String> answer =
        chat(
            """
            {"model":"nova-lite:latest","stream":true,"think":"",\
            "options":{"reasoning_effort":"high","logit_bias":{"1":2},"mirostat":1,"num_ctx":2048,\
            "stop":["a","b","c","d","e","f"],"custom":null},"keep_alive":"5m","format":null,%s}"""
                .formatted(QUESTION));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"done\":true").doesNotContain("null");
    assertThat(answer.body().lines()).noneMatch(String::isBlank).allMatch(l -> l.length() < 65536);
  }

  @Test
  void history_ofTools_isTakenWithoutTools() throws Exception {
    HttpResponse<String> answer =
        chat(
            """
            {"model":"claude-haiku-4.5","stream":false,"messages":[
              {"role":"user","content":"What time is it?"},
              {"role":"assistant","content":"","tool_calls":[
                {"index":0,"id":"a","function":{"name":"clock","arguments":{"zone":"UTC"}}},
                {"index":0,"id":"b","function":{"name":"clock","arguments":{"zone":"CET"}}}]},
              {"role":"tool","content":"10:00","tool_call_id":"a"},
              {"role":"tool","content":"11:00","tool_call_id":"b"},
              {"role":"user","content":"Here are the images from the tool results above."}]}""");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  @Test
  void calls_haveEachAnIndexAndAnId() throws Exception {
    portal
        .bedrock()
        .script(
            ModelReply.toolUse("a", "clock", NO_ARGUMENTS)
                .plus(new Block.ToolUse("b", "clock", NO_ARGUMENTS)));
    String tools = TOOLS.replace("get_current_timestamp", "clock");
    String body = chat("{\"model\":\"nova-lite\"," + QUESTION + "," + tools + "}").body();
    assertThat(body)
        .containsPattern("\\{\"id\":\"[^\"]+\",\"function\":\\{\"index\":0,\"name\":\"clock\"")
        .containsPattern("\\{\"id\":\"[^\"]+\",\"function\":\\{\"index\":1,\"name\":\"clock\"");
  }

  @Test
  void errors_beforeTheAnswer_areJsonWithAStatus() throws Exception {
    portal.bedrock().enqueue(Fault.THROTTLED);
    HttpResponse<String> answer = chat("{\"model\":\"nova-lite\"," + QUESTION + "}");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(contentType(answer)).startsWith("application/json");
    assertThat(answer.body()).startsWith("{\"error\":\"");
  }

  private List<String> broken(String... headers) throws Exception {
    portal.bedrock().script(ModelReply.text("Hello")).enqueue(Fault.EXCEPTION_MID_STREAM);
    String body = chat("{\"model\":\"nova-lite\"," + QUESTION + "}", headers).body();
    assertThat(body).doesNotContain("\"done\":true");
    return body.lines().toList();
  }

  private static void assertSeen(List<String> lines) {
    assertThat(lines.get(lines.size() - 2))
        .contains("\"content\":\"\\n\\n[The answer broke off: ", "\"done\":false");
    assertThat(lines.get(lines.size() - 1)).startsWith("{\"error\":\"");
  }

  @Test
  void errors_withinAnAnswer_areSeenThere_andNowhereElse() throws Exception {
    assertSeen(broken("X-OpenWebUI-User-Id", "1"));
    assertThat(broken().toString()).doesNotContain("broke off:");
  }

  @Test
  void errors_withinAnAnswer_areSeenOnEveryPathThatItCalls() throws Exception {
    portal.bedrock().script(ModelReply.text("Hello")).enqueue(Fault.EXCEPTION_MID_STREAM);
    String generated =
        post(
                "/api/generate",
                "{\"model\":\"nova-lite\",\"prompt\":\"Hi\"}",
                "X-OpenWebUI-User-Id",
                "1")
            .body();
    assertThat(generated.lines().toList())
        .anyMatch(line -> line.contains("\"response\":\"\\n\\n[The answer broke off: "))
        .last()
        .asString()
        .startsWith("{\"error\":\"");
    portal.bedrock().script(ModelReply.text("Hello")).enqueue(Fault.EXCEPTION_MID_STREAM);
    String question = "{\"model\":\"nova-lite\",\"stream\":true," + QUESTION + "}";
    String chunks = post("/v1/chat/completions", question, "X-OpenWebUI-User-Id", "1").body();
    assertThat(chunks)
        .contains("\"content\":\"\\n\\n[The answer broke off: ")
        .doesNotContain("[DONE]");
    portal.bedrock().script(ModelReply.text("Hello")).enqueue(Fault.EXCEPTION_MID_STREAM);
    assertThat(post("/v1/chat/completions", question).body()).doesNotContain("broke off");
  }

  @Test
  void errors_withinAnAnswer_areSeenByAllOrNobody_ifTheSettingSaysSo() throws Exception {
    portal.close();
    portal = new Portal(BedrockSimulator.start(), Map.of("GATEWAY_OPEN_WEBUI", "all"));
    assertSeen(broken());
    portal.close();
    portal = new Portal(BedrockSimulator.start(), Map.of("GATEWAY_OPEN_WEBUI", "none"));
    assertThat(broken("X-OpenWebUI-User-Id", "1").toString()).doesNotContain("broke off:");
  }

  @Test
  void tools_areLeftOut_whereAModelHasNone_andForNobodyElse() throws Exception {
    String question =
        "{\"model\":\"" + WITHOUT_TOOLS + "\",\"stream\":false," + QUESTION + "," + TOOLS + "}";
    HttpResponse<String> answer = chat(question, "X-OpenWebUI-Chat-Id", "c");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    String told = "tools have no effect: the model cannot call any";
    assertThat(answer.headers().firstValue("x-gateway-warning")).hasValue(told);
    assertThat(portal.requestLogWith(told)).contains("\"warnings\":[\"" + told);
    HttpResponse<String> refused = chat(question);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("does not support tools");
  }

  @Test
  void tools_stay_whereAModelHasSome() throws Exception {
    portal.bedrock().script(ModelReply.toolUse("a", "get_current_timestamp", NO_ARGUMENTS));
    assertThat(
            chat(
                    "{\"model\":\"nova-lite\"," + QUESTION + "," + TOOLS + "}",
                    "X-OpenWebUI-User-Id",
                    "1")
                .body())
        .contains("\"tool_calls\":[");
  }

  @Test
  void contentInParts_isTakenWhereTheSettingSaysSo() throws Exception {
    String parts =
        "{\"model\":\"nova-lite\",\"stream\":false,\"messages\":[{\"role\":\"user\","
            + "\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}";
    assertThat(chat(parts).statusCode()).isEqualTo(400);
    portal.close();
    portal = new Portal(BedrockSimulator.start(), Map.of("GATEWAY_LENIENT", "true"));
    assertThat(chat(parts).statusCode()).isEqualTo(200);
  }

  @Test
  void model_isUnloaded() throws Exception {
    HttpResponse<String> answer =
        client.send(
            request("/api/generate")
                .POST(
                    BodyPublishers.ofString(
                        "{\"model\":\"nova-lite:latest\",\"keep_alive\":0,\"prompt\":\"\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(contentType(answer)).startsWith("application/json");
    assertThat(answer.body())
        .contains("\"response\":\"\",\"done\":true,\"done_reason\":\"unload\"}");
  }
}
