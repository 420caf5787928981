package io.aiportal.testkit.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.net.URI;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every client of an Ollama server may rely on, as tests that run against any of them.
 *
 * <pre>{@code
 * class MyServerIT implements OllamaContract {
 *   public URI server() {
 *     return URI.create("http://127.0.0.1:11434");
 *   }
 *
 *   public String model() {
 *     return "llama3.2";
 *   }
 * }
 * }</pre>
 *
 * <p>The texts are those of Ollama 0.40. Nothing is asserted of what a model says, or of times.
 */
public interface OllamaContract {

  /** Where the server is; paths are added to it. */
  URI server();

  /** The name of a model that chats and calls tools. */
  String model();

  private ContractClient client() {
    return new ContractClient(server());
  }

  private String chat(String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]%s}"
        .formatted(model(), more);
  }

  private String generate(String more) {
    return "{\"model\":\"%s\",\"prompt\":\"Say hello.\"%s}".formatted(model(), more);
  }

  // --- the server ------------------------------------------------------------------------------

  /** The greeting is a text without a line end, also for HEAD. */
  @Test
  default void root_greets() {
    Answer answer = client().get("/");
    assertEquals("Ollama is running", answer.body());
    assertEquals("text/plain; charset=utf-8", answer.contentType());
    assertEquals("17", answer.header("content-length"));
    Answer head = client().ask("HEAD", "/", "");
    assertEquals(200, head.status());
    assertEquals("17", head.header("content-length"));
  }

  /** The version is digits and dots, as clients compare them. */
  @Test
  default void version_isDottedNumbers() {
    Answer answer = client().get("/api/version");
    assertEquals("application/json; charset=utf-8", answer.contentType());
    assertTrue(answer.body().matches("\\{\"version\":\"\\d+\\.\\d+\\.\\d+\"}"), answer.body());
  }

  /** Unknown paths and wrong methods are told as text. */
  @TestFactory
  default Stream<DynamicTest> unknownRoutes_areTexts() {
    record Route(String method, String path, int status, String allow) {}
    return Stream.of(
            new Route("GET", "/api", 404, ""),
            new Route("GET", "/API/TAGS", 404, ""),
            new Route("POST", "/api/tokenize", 404, ""),
            new Route("GET", "/v1", 404, ""),
            new Route("GET", "/api/chat", 405, "POST"),
            new Route("PUT", "/api/generate", 405, "POST"),
            new Route("HEAD", "/api/ps", 405, "GET"),
            new Route("POST", "/api/version", 405, "HEAD, GET"),
            new Route("GET", "/api/delete", 405, "DELETE"))
        .map(
            route ->
                DynamicTest.dynamicTest(
                    route.method() + " " + route.path(),
                    () -> {
                      Answer answer = client().ask(route.method(), route.path(), "");
                      assertEquals(route.status(), answer.status());
                      assertEquals("text/plain", answer.contentType());
                      assertEquals(route.allow(), answer.header("allow"));
                      if (!route.method().equals("HEAD")) {
                        String text =
                            route.status() == 404 ? "404 page not found" : "405 method not allowed";
                        assertEquals(text, answer.body());
                      }
                    }));
  }

  // --- models ----------------------------------------------------------------------------------

  /** The list has all that strict clients ask for. */
  @Test
  default void tags_haveWhatClientsNeed() {
    JsonNode models = client().get("/api/tags").json().path("models");
    assertFalse(models.isEmpty());
    for (JsonNode model : models) {
      JsonNode details = model.path("details");
      assertAll(
          () -> assertEquals(model.path("name"), model.path("model")),
          () -> assertTrue(model.path("name").asText().contains(":"), "a tag in the name"),
          () -> assertTrue(model.path("digest").asText().matches("[0-9a-f]{64}"), "a digest"),
          () -> assertTrue(model.path("size").asLong() > 0, "a size"),
          () -> OffsetDateTime.parse(model.path("modified_at").asText()),
          () -> assertTrue(details.path("family").isTextual(), "a family"),
          () -> assertTrue(details.path("parameter_size").isTextual(), "a parameter size"),
          () -> assertTrue(details.path("quantization_level").isTextual(), "a quantization level"),
          () -> assertTrue(details.path("format").isTextual(), "a format"));
    }
  }

  /** A model is described with its context length under its architecture's name. */
  @Test
  default void show_tellsTheContextLength() {
    JsonNode model = client().post("/api/show", "{\"model\":\"" + model() + "\"}").json();
    String architecture = model.path("model_info").path("general.architecture").asText();
    assertFalse(architecture.isEmpty());
    assertTrue(model.path("model_info").path(architecture + ".context_length").asLong() > 0);
    assertTrue(model.path("capabilities").toString().contains("\"completion\""));
    assertTrue(model.path("details").isObject());
  }

  /** A model is in memory from load to unload. */
  @Test
  default void model_isListedAsRunning_fromLoadToUnload() {
    String load = "{\"model\":\"%s\",\"keep_alive\":\"1m\"}".formatted(model());
    assertEquals("load", client().post("/api/generate", load).json().path("done_reason").asText());
    JsonNode running = client().get("/api/ps").json().path("models");
    assertTrue(running.size() > 0);
    for (JsonNode one : running) {
      assertEquals(one.path("name"), one.path("model"));
      assertEquals(one.path("size"), one.path("size_vram"));
      OffsetDateTime.parse(one.path("expires_at").asText());
      assertTrue(one.path("context_length").asLong() > 0);
    }
    String unload = "{\"model\":\"%s\",\"keep_alive\":0}".formatted(model());
    Answer unloaded = client().post("/api/generate", unload);
    assertEquals("unload", unloaded.json().path("done_reason").asText());
    assertEquals("application/json; charset=utf-8", unloaded.contentType());
    JsonNode left = client().get("/api/ps").json().path("models");
    assertEquals(running.size() - 1, left.size());
  }

  /** A copy answers like the model that it was made of, until it is deleted. */
  @Test
  default void copy_isAModelUntilItIsDeleted() {
    String copy = "contract-copy";
    String names = "{\"source\":\"%s\",\"destination\":\"%s\"}".formatted(model(), copy);
    Answer copied = client().post("/api/copy", names);
    assertEquals(200, copied.status());
    assertEquals("", copied.body());
    Answer shown = client().post("/api/show", "{\"model\":\"" + copy + "\"}");
    assertEquals(200, shown.status());
    String delete = "{\"model\":\"" + copy + "\"}";
    Answer deleted = client().ask("DELETE", "/api/delete", delete);
    assertEquals(200, deleted.status());
    assertEquals("", deleted.body());
    assertEquals(404, client().post("/api/show", delete).status());
  }

  /** Typed decisions are made where a model shows that it can, and refused where it does not. */
  @Test
  default void decisions_areMadeByModelsThatSayTheyCan() {
    JsonNode shown = client().post("/api/show", "{\"model\":\"" + model() + "\"}").json();
    boolean decides = shown.path("capabilities").toString().contains("\"decision\"");
    String question =
        """
        {"model":"%s","state":"It rains.","questions":{"wet":{"type":"noul","instructions":"Is it wet?"}}}"""
            .formatted(model());
    Answer answer = client().post("/v1/systemone", question);
    assertEquals(decides ? 200 : 400, answer.status());
    assertTrue(answer.contentType().startsWith("application/json"));
    if (decides) {
      assertKeys(answer.json().path("answers").path("wet"), "type", "noul");
      assertTrue(answer.json().path("usage").path("input_tokens").isIntegralNumber());
    } else {
      assertTrue(answer.json().path("error").isTextual());
    }
  }

  // --- answers ---------------------------------------------------------------------------------

  /** A chat comes in lines, and only the last one is done. */
  @Test
  default void chat_comesInLines() {
    Answer answer = client().post("/api/chat", chat(""));
    assertEquals(200, answer.status());
    assertEquals("application/x-ndjson", answer.contentType());
    List<JsonNode> lines = answer.lines();
    StringBuilder text = new StringBuilder();
    for (JsonNode line : lines) {
      assertEquals(model(), line.path("model").asText());
      assertEquals("assistant", line.path("message").path("role").asText());
      text.append(line.path("message").path("content").asText());
      assertTrue(line.path("created_at").asText().endsWith("Z"));
    }
    assertFalse(text.isEmpty());
    assertLastIsDone(lines);
    assertKeys(lines.get(0), "model", "created_at", "message", "done");
  }

  /** A chat without streaming is one object, its keys in Ollama's order. */
  @Test
  default void chat_whole_isOneObject() {
    Answer answer = client().post("/api/chat", chat(",\"stream\":false"));
    assertEquals("application/json; charset=utf-8", answer.contentType());
    assertFalse(answer.body().endsWith("\n"));
    List<String> keys = keys(answer.json());
    assertEquals(
        List.of("model", "created_at", "message", "done", "done_reason", "total_duration"),
        keys.subList(0, 6));
    assertTrue(keys.containsAll(List.of("prompt_eval_count", "eval_count", "eval_duration")));
  }

  /** An answer to a prompt comes in lines, and the last one carries the context. */
  @Test
  default void generate_comesInLines() {
    List<JsonNode> lines = client().post("/api/generate", generate("")).lines();
    assertLastIsDone(lines);
    assertKeys(lines.get(0), "model", "created_at", "response", "done");
    JsonNode last = lines.get(lines.size() - 1);
    assertTrue(last.path("context").isArray() && !last.path("context").isEmpty());
    String again = generate(",\"stream\":false,\"context\":" + last.path("context"));
    assertEquals(200, client().post("/api/generate", again).status());
  }

  /** A context that some other server gave is no mistake. */
  @Test
  default void generate_takesAnyContext() {
    String foreign = generate(",\"stream\":false,\"context\":[1,2,3]");
    assertEquals(200, client().post("/api/generate", foreign).status());
  }

  /** Without messages or prompt a model is only loaded, and said so in one object. */
  @Test
  default void nothingAsked_isALoad() {
    String name = "{\"model\":\"" + model() + "\"}";
    JsonNode chat = client().post("/api/chat", name).json();
    assertEquals("load", chat.path("done_reason").asText());
    assertKeys(chat, "model", "created_at", "message", "done", "done_reason");
    JsonNode generate = client().post("/api/generate", name).json();
    assertEquals("load", generate.path("done_reason").asText());
    assertKeys(generate, "model", "created_at", "response", "done", "done_reason");
  }

  /**
   * Keys in any case, doubled keys and what stands behind the request are read as Go reads them.
   */
  @Test
  default void request_isReadAsGoReadsIt() {
    String odd =
        """
        {"MODEL":"nobody","model":"%s","Prompt":"Say hello.","STREAM":false,"x":[{}],"images":null}
        and more"""
            .formatted(model());
    assertEquals(200, client().post("/api/generate", odd).status());
  }

  // --- errors ----------------------------------------------------------------------------------

  /** What is wrong with a request is told in Ollama's words. */
  @TestFactory
  default Stream<DynamicTest> badRequests_areToldInOllamasWords() {
    record Bad(String path, String body, int status, String error) {}
    String m = model();
    return Stream.of(
            new Bad("/api/chat", "", 400, "missing request body"),
            new Bad("/api/chat", "   ", 400, "missing request body"),
            new Bad(
                "/api/chat", "hello", 400, "invalid character 'h' looking for beginning of value"),
            new Bad("/api/chat", "{\"model\":", 400, "unexpected EOF"),
            new Bad(
                "/api/chat",
                "[]",
                400,
                "json: cannot unmarshal array into Go value of type api.ChatRequest"),
            new Bad(
                "/api/generate",
                "[]",
                400,
                "json: cannot unmarshal array into Go value of type api.GenerateRequest"),
            new Bad(
                "/api/chat",
                "{\"model\":5}",
                400,
                "json: cannot unmarshal number into Go struct field ChatRequest.model of type"
                    + " string"),
            new Bad(
                "/api/chat",
                "{\"model\":\"" + m + "\",\"messages\":[{\"role\":\"user\",\"content\":[]}]}",
                400,
                "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of"
                    + " type string"),
            new Bad(
                "/api/chat",
                "{\"model\":\"" + m + "\",\"messages\":{}}",
                400,
                "json: cannot unmarshal object into Go struct field ChatRequest.messages of type"
                    + " []api.Message"),
            new Bad(
                "/api/chat",
                "{\"model\":\"" + m + "\",\"stream\":\"yes\"}",
                400,
                "json: cannot unmarshal string into Go struct field ChatRequest.stream of type"
                    + " bool"),
            new Bad("/api/chat", "{\"messages\":[]}", 400, "model is required"),
            new Bad("/api/show", "{}", 400, "model is required"),
            new Bad("/api/delete", "{}", 400, "model is required"),
            new Bad("/v1/systemone", "{}", 400, "model is required"),
            new Bad("/v1/systemone", "{", 400, "unexpected EOF"),
            new Bad(
                "/v1/systemone",
                "{\"state\":\"" + "x".repeat(64 << 10) + "\"}",
                413,
                "request body must not exceed 64 KiB without images"),
            new Bad("/api/generate", "{\"prompt\":\"hi\"}", 404, "model '' not found"),
            new Bad("/api/chat", "{\"model\":\"no-such\"}", 404, "model 'no-such' not found"),
            new Bad("/api/generate", "{\"model\":\"no-such\"}", 404, "model 'no-such' not found"),
            new Bad(
                "/api/show", "{\"model\":\"no-such\"}", 404, "model 'no-such:latest' not found"),
            new Bad("/api/delete", "{\"model\":\"no-such\"}", 404, "model 'no-such' not found"),
            new Bad(
                "/api/copy",
                "{\"source\":\"no-such\",\"destination\":\"x\"}",
                404,
                "model \"no-such\" not found"),
            new Bad(
                "/api/embed",
                "{\"model\":\"no-such\",\"input\":\"x\"}",
                404,
                "model \"no-such\" not found, try pulling it first"),
            new Bad("/api/chat", chat(",\"think\":7"), 400, "think must be a boolean or string"),
            new Bad(
                "/api/chat",
                chat(",\"keep_alive\":\"60\""),
                400,
                "time: missing unit in duration \"60\""),
            new Bad(
                "/api/chat",
                chat(",\"keep_alive\":\"1d\""),
                400,
                "time: unknown unit \"d\" in duration \"1d\""),
            new Bad("/api/chat", chat(",\"keep_alive\":true"), 400, "Unsupported type: 'bool'"),
            new Bad(
                "/api/chat",
                chat(",\"top_logprobs\":21"),
                400,
                "top_logprobs must be between 0 and 20"),
            new Bad(
                "/api/chat",
                chat(",\"options\":{\"temperature\":\"hot\"}"),
                500,
                "option \"temperature\" must be of type float32"),
            new Bad(
                "/api/chat",
                chat(",\"options\":{\"num_ctx\":\"many\"}"),
                500,
                "option \"num_ctx\" must be of type integer"),
            new Bad(
                "/api/chat",
                chat(",\"format\":\"xml\""),
                500,
                "invalid format: \"\\\"xml\\\"\"; expected \"json\" or a valid JSON Schema object"),
            new Bad(
                "/api/generate",
                generate(",\"raw\":true,\"system\":\"s\""),
                400,
                "raw mode does not support template, system, or context"))
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.path() + " " + bad.body().substring(0, Math.min(200, bad.body().length())),
                    () -> {
                      String method = bad.path().equals("/api/delete") ? "DELETE" : "POST";
                      Answer answer = client().ask(method, bad.path(), bad.body());
                      assertEquals(bad.error(), answer.json().path("error").asText());
                      assertEquals(bad.status(), answer.status());
                      assertTrue(answer.contentType().startsWith("application/json"));
                    }));
  }

  private static void assertLastIsDone(List<JsonNode> lines) {
    for (int i = 0; i < lines.size(); i++) {
      boolean last = i == lines.size() - 1;
      assertEquals(last, lines.get(i).path("done").asBoolean(), "only the last line is done");
      assertEquals(last, lines.get(i).has("total_duration"), "only the last line has figures");
    }
    JsonNode done = lines.get(lines.size() - 1);
    assertTrue(List.of("stop", "length").contains(done.path("done_reason").asText()));
    for (String figure :
        List.of(
            "total_duration",
            "load_duration",
            "prompt_eval_count",
            "prompt_eval_duration",
            "eval_count",
            "eval_duration")) {
      assertTrue(done.path(figure).isIntegralNumber() && done.path(figure).asLong() > 0, figure);
    }
  }

  private static void assertKeys(JsonNode object, String... keys) {
    assertEquals(List.of(keys), keys(object));
  }

  private static List<String> keys(JsonNode object) {
    List<String> keys = new ArrayList<>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }
}
