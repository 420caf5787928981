package io.aiportal.testkit.contract;

import static io.aiportal.testkit.contract.ContractClient.keys;
import static io.aiportal.testkit.contract.ContractClient.needed;
import static io.aiportal.testkit.contract.ContractClient.parsed;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
 * What only some servers have is said by overriding a method, such as {@link #embeddingModel}; a
 * test that finds none is skipped, and says so.
 */
public interface OllamaContract extends ServerUnderTest {

  /** The name of a model that makes embeddings. */
  default Optional<String> embeddingModel() {
    return Optional.empty();
  }

  /** Whether pages from elsewhere may not call; some servers are told to let all of them. */
  default boolean refusesForeignPages() {
    return true;
  }

  /** Whether models are kept that are made from others. */
  default boolean keepsModels() {
    return true;
  }

  /** Whether models can be pulled: a server of Ollama's own asks its registry even for its own. */
  default boolean pullsModels() {
    return true;
  }

  private ContractClient client() {
    return new ContractClient(server());
  }

  private String chat(String more) {
    return chatOf(model(), more);
  }

  private String chatOf(String model, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]%s}"
        .formatted(model, more);
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

  /** Whoever asks with HEAD learns what GET would say, but for the body. */
  @TestFactory
  default Stream<DynamicTest> heads_haveNoBody() {
    return Stream.of("/api/version", "/api/tags")
        .map(
            path ->
                DynamicTest.dynamicTest(
                    path,
                    () -> {
                      Answer head = client().ask("HEAD", path, "");
                      assertEquals(200, head.status());
                      assertEquals("application/json; charset=utf-8", head.contentType());
                      assertEquals("", head.body());
                    }));
  }

  /** A slash too many is led to where it should have gone, with the method that was used. */
  @TestFactory
  default Stream<DynamicTest> slashesTooMany_areRedirected() {
    record Way(String method, String path, int status, String location) {}
    return Stream.of(
            new Way("GET", "/api/tags/", 301, "/api/tags"),
            new Way("POST", "/api/chat/", 307, "/api/chat"),
            new Way("DELETE", "/api/delete/", 307, "/api/delete"),
            new Way("GET", "//api/tags", 307, "/api/tags"))
        .map(
            way ->
                DynamicTest.dynamicTest(
                    way.method() + " " + way.path(),
                    () -> {
                      Answer answer = client().ask(way.method(), way.path(), "");
                      assertEquals(way.status(), answer.status());
                      assertEquals(way.location(), answer.header("location"));
                    }));
  }

  /** A browser that asks first is told what a page of this machine may do, wherever it asks. */
  @Test
  default void preflight_tellsWhatPagesMayDo() {
    String page = "http://localhost:3000";
    for (String path : List.of("/api/chat", "/api/tags", "/no/such/path")) {
      Answer answer =
          client()
              .ask("OPTIONS", path, "", "Origin", page, "Access-Control-Request-Method", "POST");
      assertEquals(204, answer.status(), path);
      assertEquals("", answer.body());
      assertTrue(List.of(page, "*").contains(answer.header("access-control-allow-origin")));
      assertEquals(
          "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS", answer.header("access-control-allow-methods"));
      assertEquals("43200", answer.header("access-control-max-age"));
      List<String> headers = List.of(answer.header("access-control-allow-headers").split(","));
      assertTrue(
          headers.containsAll(List.of("Authorization", "Content-Type", "User-Agent", "Accept")));
    }
    Answer answer = client().ask("GET", "/api/version", "", "Origin", page);
    assertEquals(200, answer.status());
    assertTrue(List.of(page, "*").contains(answer.header("access-control-allow-origin")));
  }

  /** A page of some other site gets nothing at all, not even a reason. */
  @Test
  default void pagesFromElsewhere_areRefused() {
    assumeTrue(refusesForeignPages(), "the server under test lets any page call");
    for (String method : List.of("GET", "POST", "OPTIONS")) {
      Answer answer =
          client().ask(method, "/api/version", "", "Origin", "http://elsewhere.example");
      assertEquals(403, answer.status(), method);
      assertEquals("", answer.body());
      assertEquals("", answer.header("access-control-allow-origin"));
    }
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
    String load = "{\"model\":\"%s\",\"keep_alive\":\"10m\"}".formatted(model());
    assertEquals("load", client().post("/api/generate", load).json().path("done_reason").asText());
    for (JsonNode one : client().get("/api/ps").json().path("models")) {
      assertKeys(
          one,
          "name",
          "model",
          "size",
          "digest",
          "details",
          "expires_at",
          "size_vram",
          "context_length");
      assertEquals(one.path("name"), one.path("model"));
      assertTrue(one.path("size").asLong() > 0, "a size");
      assertTrue(one.path("context_length").asLong() > 0, "a context length");
    }
    Duration left = Duration.between(Instant.now(), expiry().toInstant());
    assertTrue(left.toMinutes() >= 8 && left.toMinutes() < 11, left.toString());
    String unload = "{\"model\":\"%s\",\"keep_alive\":0}".formatted(model());
    Answer unloaded = client().post("/api/generate", unload);
    assertEquals("unload", unloaded.json().path("done_reason").asText());
    assertEquals("application/json; charset=utf-8", unloaded.contentType());
    awaitGone();
  }

  /** A model that answers is in memory for as long as its caller says: for ever, or no longer. */
  @Test
  default void model_thatAnswers_isKeptAsLongAsItsCallerSays() {
    client().post("/api/chat", chat(",\"stream\":false,\"keep_alive\":-1"));
    assertTrue(expiry().getYear() > 2200, "kept for ever");
    Answer last = client().post("/api/chat", chat(",\"stream\":false,\"keep_alive\":0"));
    assertEquals("stop", last.json().path("done_reason").asText());
    awaitGone();
  }

  /** Every way to write no time at all unloads, also what was not loaded. */
  @TestFactory
  default Stream<DynamicTest> noTimeAtAll_isAnUnload() {
    return Stream.of("0", "-0", "0.0", "\"0\"", "\"0s\"", "\"0h0m\"")
        .map(
            time ->
                DynamicTest.dynamicTest(
                    time,
                    () -> {
                      // Neither thinking nor options are looked at where nothing is to be run.
                      String unload =
                          "{\"model\":\"%s\",\"keep_alive\":%s,\"options\":{\"num_ctx\":\"many\"}}"
                              .formatted(model(), time);
                      for (String path : List.of("/api/chat", "/api/generate")) {
                        JsonNode unloaded = client().post(path, unload).json();
                        assertEquals("unload", unloaded.path("done_reason").asText(), path);
                      }
                    }));
  }

  /** Until when a model is kept. */
  private OffsetDateTime expiry() {
    JsonNode running = running();
    assertFalse(running.isMissingNode(), "the model is not listed as running");
    return OffsetDateTime.parse(running.path("expires_at").asText());
  }

  private JsonNode running() {
    String name = model().contains(":") ? model() : model() + ":latest";
    for (JsonNode one : client().get("/api/ps").json().path("models")) {
      if (one.path("name").asText().equalsIgnoreCase(name)) {
        return one;
      }
    }
    return MissingNode.getInstance();
  }

  /** Waits until the model is no longer in memory, which takes a server a moment. */
  private void awaitGone() {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!running().isMissingNode()) {
      assertTrue(System.nanoTime() < deadline, "the model is still listed as running");
      Thread.onSpinWait();
    }
  }

  /** A model that is made from another one answers with its defaults, and is shown with them. */
  @Test
  default void preset_isAModelWithDefaults_untilItIsDeleted() {
    assumeTrue(keepsModels(), "the server under test keeps no models that are made from others");
    String preset = "contract-preset";
    String create =
        """
        {"model":"%s","from":"%s","system":"You are a contract.","license":"Free",
         "parameters":{"temperature":0.5,"num_predict":4,"stop":["a stop"]},
         "messages":[{"role":"user","content":"Who?"},{"role":"assistant","content":"Me."}]}"""
            .formatted(preset, model());
    try {
      Answer made = client().post("/api/create", create);
      assertEquals("application/x-ndjson", made.contentType());
      List<JsonNode> steps = made.lines();
      assertTrue(steps.stream().allMatch(step -> step.path("status").isTextual()), made.body());
      assertEquals("{\"status\":\"success\"}", steps.get(steps.size() - 1).toString());

      JsonNode shown = client().post("/api/show", "{\"model\":\"" + preset + "\"}").json();
      assertEquals("You are a contract.", shown.path("system").asText());
      assertEquals("Free", shown.path("license").asText());
      assertEquals("Who?", shown.path("messages").path(0).path("content").asText());
      assertEquals("assistant", shown.path("messages").path(1).path("role").asText());
      List<String> parameters = shown.path("parameters").asText().lines().toList();
      assertTrue(parameters.contains("%-30s 0.5".formatted("temperature")), parameters.toString());
      assertTrue(parameters.contains("%-30s \"a stop\"".formatted("stop")));
      String modelfile = shown.path("modelfile").asText();
      assertTrue(modelfile.startsWith("# Modelfile generated by \"ollama show\"\n"), modelfile);
      for (String line : List.of("FROM ", "SYSTEM You are a", "PARAMETER temperature 0.5")) {
        assertTrue(modelfile.contains("\n" + line), modelfile);
      }
      assertTrue(client().get("/api/tags").body().contains("\"name\":\"contract-preset:latest\""));

      JsonNode answer = client().post("/api/chat", chatOf(preset, ",\"stream\":false")).json();
      assertEquals(preset, answer.path("model").asText());
      assertTrue(answer.path("eval_count").asInt() <= 4, "num_predict of the model holds");
    } finally {
      assertDeleted(preset);
    }
  }

  /** Who wants no steps is told how it went in one object. */
  @Test
  default void preset_madeWithoutSteps_isOneObject() {
    assumeTrue(keepsModels(), "the server under test keeps no models that are made from others");
    String preset = "contract-whole";
    try {
      Answer made =
          client()
              .post(
                  "/api/create",
                  "{\"model\":\"%s\",\"from\":\"%s\",\"stream\":false}".formatted(preset, model()));
      assertEquals("{\"status\":\"success\"}", made.body());
      assertEquals("application/json", made.contentType());
    } finally {
      assertDeleted(preset);
    }
  }

  /** A copy answers like the model that it was made of, until it is deleted. */
  @Test
  default void copy_isAModelUntilItIsDeleted() {
    assumeTrue(keepsModels(), "the server under test keeps no models that are made from others");
    String copy = "contract-copy";
    String names = "{\"source\":\"%s\",\"destination\":\"%s\"}".formatted(model(), copy);
    Answer copied = client().post("/api/copy", names);
    assertEquals(200, copied.status());
    assertEquals("", copied.body());
    Answer shown = client().post("/api/show", "{\"model\":\"" + copy + "\"}");
    assertEquals(200, shown.status());
    assertDeleted(copy);
  }

  /** A pull is told step by step, and each layer with how much of it is there. */
  @Test
  default void pull_ofAModelThatIsThere_endsInSuccess() {
    assumeTrue(pullsModels(), "the server under test pulls no models");
    Answer pulled = client().post("/api/pull", "{\"model\":\"" + model() + "\"}");
    assertEquals(200, pulled.status(), pulled.body());
    assertEquals("application/x-ndjson", pulled.contentType());
    List<JsonNode> steps = pulled.lines();
    assertEquals("{\"status\":\"pulling manifest\"}", steps.get(0).toString());
    List<String> ends =
        List.of("verifying sha256 digest", "writing manifest", "removing unused layers", "success");
    List<String> told = new ArrayList<>();
    for (JsonNode step : steps.subList(1, steps.size())) {
      String status = step.path("status").asText();
      if (status.matches("pulling [0-9a-f]{12}")) {
        assertTrue(told.isEmpty(), "layers come before " + told);
        assertTrue(step.path("digest").asText().matches("sha256:[0-9a-f]{64}"), step.toString());
        assertTrue(step.path("digest").asText().startsWith("sha256:" + status.substring(8)));
        assertTrue(step.path("total").asLong() >= step.path("completed").asLong());
      } else {
        assertKeys(step, "status");
        told.add(status);
      }
    }
    assertEquals(ends.stream().filter(told::contains).toList(), told);
    assertEquals("success", told.get(told.size() - 1));
    String whole = "{\"name\":\"%s\",\"stream\":false}".formatted(model());
    Answer atOnce = client().post("/api/pull", whole);
    assertEquals("{\"status\":\"success\"}", atOnce.body());
    assertEquals("application/json", atOnce.contentType());
  }

  /** What no registry has is told behind the first step, or as an error where none are wanted. */
  @Test
  default void pull_ofAModelThatIsNowhere_fails() {
    assumeTrue(pullsModels(), "the server under test pulls no models");
    String nowhere = "contract-no-such-model";
    Answer pulled = client().post("/api/pull", "{\"model\":\"" + nowhere + "\"}");
    assertEquals(200, pulled.status());
    assertEquals("application/x-ndjson", pulled.contentType());
    assertEquals(
        """
        {"status":"pulling manifest"}
        {"error":"pull model manifest: file does not exist"}
        """,
        pulled.body());
    Answer whole = client().post("/api/pull", "{\"model\":\"" + nowhere + "\",\"stream\":false}");
    assertEquals(500, whole.status());
    assertEquals("application/json", whole.contentType());
    assertEquals("{\"error\":\"pull model manifest: file does not exist\"}", whole.body());
  }

  /** What is not there cannot be pushed; nothing that is there is. */
  @Test
  default void push_ofAModelThatIsNotThere_fails() {
    String push = "{\"model\":\"contract-no-such-model\"%s}";
    Answer pushed = client().post("/api/push", push.formatted(""));
    assertEquals(200, pushed.status());
    assertEquals("application/x-ndjson", pushed.contentType());
    List<JsonNode> steps = pushed.lines();
    assertEquals("{\"status\":\"retrieving manifest\"}", steps.get(0).toString());
    assertKeys(steps.get(steps.size() - 1), "error");
    Answer whole = client().post("/api/push", push.formatted(",\"stream\":false"));
    assertTrue(whole.status() >= 400, "a push that fails is an error");
    assertEquals("application/json", whole.contentType());
    assertFalse(error(whole).isEmpty());
  }

  /** Files are asked for by their digests, and nothing else is one. */
  @Test
  default void blob_isAskedForByItsDigest() {
    String nobodys = "sha256:" + "0".repeat(64);
    assertEquals(404, client().ask("HEAD", "/api/blobs/" + nobodys, "").status());
    assertEquals(400, client().ask("HEAD", "/api/blobs/sha256:0", "").status());
    assertEquals(405, client().get("/api/blobs/" + nobodys).status());
    Answer posted = client().post("/api/blobs/sha256:0", "x");
    assertEquals(400, posted.status());
    assertEquals("invalid digest format", error(posted));
  }

  private void assertDeleted(String name) {
    String delete = "{\"model\":\"" + name + "\"}";
    Answer deleted = client().ask("DELETE", "/api/delete", delete);
    assertEquals(200, deleted.status());
    assertEquals("", deleted.body());
    assertEquals(404, client().post("/api/show", delete).status());
    Answer again = client().ask("DELETE", "/api/delete", delete);
    assertEquals(404, again.status());
    assertEquals("{\"error\":\"model '%s' not found\"}".formatted(name), again.body());
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
    last.path("context").forEach(number -> assertTrue(number.isIntegralNumber()));
    String again = generate(",\"stream\":false,\"context\":" + last.path("context"));
    JsonNode next = client().post("/api/generate", again).json();
    assertFalse(next.path("response").asText().isEmpty());
    assertTrue(next.path("context").size() > 0, "the conversation goes on");
    assertNotEquals(last.path("context"), next.path("context"));
    assertTrue(
        next.path("prompt_eval_count").asLong() > last.path("prompt_eval_count").asLong(),
        "what was said before is part of the next prompt");
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
    for (String more : List.of("", ",\"stream\":true", ",\"stream\":false", ",\"think\":false")) {
      String name = "{\"model\":\"" + model() + "\"" + more + "}";
      Answer chat = client().post("/api/chat", name);
      assertEquals("application/json; charset=utf-8", chat.contentType());
      assertEquals("load", chat.json().path("done_reason").asText());
      assertEquals(
          "{\"role\":\"assistant\",\"content\":\"\"}", chat.json().path("message").toString());
      assertKeys(chat.json(), "model", "created_at", "message", "done", "done_reason");
      Answer generate = client().post("/api/generate", name);
      assertEquals("application/json; charset=utf-8", generate.contentType());
      assertEquals("load", generate.json().path("done_reason").asText());
      assertKeys(generate.json(), "model", "created_at", "response", "done", "done_reason");
    }
  }

  /**
   * Keys in any case and written with escapes, doubled keys, nulls, unknown keys, odd numbers and
   * what stands behind the request are read as Go reads them.
   */
  @TestFactory
  default Stream<DynamicTest> request_isReadAsGoReadsIt() {
    return Stream.of(
            "{\"model\":\"%s\"}",
            "{\"MODEL\":\"%s\"}",
            "{\"Model\":\"nobody\",\"model\":\"%s\"}",
            "{\"model\":\"nobody\",\"MODEL\":\"%s\"}",
            "{\"model\":\"%s\",\"model\":null}",
            "{\"\\u006dodel\":\"%s\"}",
            "{\"model\":\"%s\",\"messages\":null,\"tools\":null,\"format\":null,\"options\":null}",
            "{\"model\":\"%s\",\"prompt\":null,\"system\":null,\"images\":null,\"context\":null}",
            "{\"model\":\"%s\",\"stream\":null,\"think\":null,\"keep_alive\":null}",
            "{\"model\":\"%s\",\"x\":[{\"model\":5}],\"\":{}}",
            "{\"model\":\"%s\",\"options\":{\"temperature\":1e0,\"num_ctx\":4096.7,\"x\":[]}}",
            "{\"model\":\"%s\",\"keep_alive\":3e2}",
            " \t\r\n{ \"model\" :\n\"%s\" }\n",
            "{\"model\":\"%s\"} and more",
            "{\"model\":\"%s\"}{\"model\":\"nobody\"}")
        .map(
            body ->
                DynamicTest.dynamicTest(
                    body,
                    () -> {
                      for (String path : List.of("/api/chat", "/api/generate")) {
                        Answer answer = client().post(path, body.formatted(model()));
                        assertEquals(200, answer.status(), answer.body());
                        assertEquals(model(), answer.json().path("model").asText());
                        assertEquals("load", answer.json().path("done_reason").asText());
                      }
                    }));
  }

  /** An answer is no longer than its caller wants. */
  @Test
  default void answer_isNoLongerThanIsWanted() {
    JsonNode answer =
        client()
            .post(
                "/api/generate",
                "{\"model\":\"%s\",\"prompt\":\"Count from 1 to 1000.\",\"stream\":false,%s}"
                    .formatted(model(), "\"options\":{\"num_predict\":3}"))
            .json();
    assertEquals("length", answer.path("done_reason").asText());
    assertTrue(answer.path("eval_count").asInt() <= 3, answer.toString());
  }

  /** A prompt as it is has no context. */
  @Test
  default void generate_raw_hasNoContext() {
    JsonNode answer =
        client().post("/api/generate", generate(",\"raw\":true,\"stream\":false")).json();
    assertTrue(answer.path("done").asBoolean());
    assertFalse(answer.has("context"));
  }

  // --- tools -----------------------------------------------------------------------------------

  private String weather(String messages, String more) {
    return """
    {"model":"%s","messages":[{"role":"user","content":"What is the weather in Paris?"}%s],
     "tools":[{"type":"function","function":{"name":"get_weather","description":
     "Tells the weather in a city.","parameters":{"type":"object","properties":
     {"city":{"type":"string"}},"required":["city"]}}}]%s}"""
        .formatted(model(), messages, more);
  }

  private static void assertCall(JsonNode call) {
    assertKeys(call.path("function"), "index", "name", "arguments");
    assertTrue(call.path("function").path("index").isIntegralNumber());
    assertEquals("get_weather", call.path("function").path("name").asText());
    assertTrue(call.path("function").path("arguments").path("city").isTextual(), call.toString());
  }

  /** A call has its arguments as an object, and what the tool says is answered. */
  @Test
  default void toolCall_whole_goesThereAndBack() {
    Answer called = client().post("/api/chat", weather("", ",\"stream\":false"));
    assertEquals(200, called.status(), called.body());
    JsonNode message = called.json().path("message");
    assertEquals("stop", called.json().path("done_reason").asText());
    assertEquals(List.of("role", "content"), keys(message).subList(0, 2));
    assertTrue(message.path("tool_calls").size() > 0, called.body());
    message.path("tool_calls").forEach(OllamaContract::assertCall);

    String result =
        ",{\"role\":\"tool\",\"tool_name\":\"get_weather\",\"content\":\"Sunny, 21 °C\"}";
    Answer answer =
        client().post("/api/chat", weather("," + message + result, ",\"stream\":false"));
    assertEquals(200, answer.status(), answer.body());
    assertFalse(answer.json().path("message").path("content").asText().isEmpty());
  }

  /** In a stream every call comes whole in one line, and each has a number of its own. */
  @Test
  default void toolCall_streamed_isWholeInOneLine() {
    List<JsonNode> lines = client().post("/api/chat", weather("", "")).lines();
    assertLastIsDone(lines);
    assertEquals("stop", lines.get(lines.size() - 1).path("done_reason").asText());
    Set<Integer> numbers = new HashSet<>();
    int calls = 0;
    for (JsonNode line : lines) {
      for (JsonNode call : line.path("message").path("tool_calls")) {
        assertCall(call);
        numbers.add(call.path("function").path("index").asInt());
        calls++;
      }
    }
    assertTrue(calls > 0, lines.toString());
    assertEquals(calls, numbers.size());
  }

  // --- thinking --------------------------------------------------------------------------------

  /** Thinking stands beside the answer where it is wanted, and nowhere else. */
  @Test
  default void thinking_standsBesideTheAnswer_ifItIsWanted() {
    String thinker = needed(thinkingModel(), "that thinks");
    JsonNode shown = client().post("/api/show", "{\"model\":\"" + thinker + "\"}").json();
    assertTrue(shown.path("capabilities").toString().contains("\"thinking\""));
    for (String think : List.of("true", "\"high\"")) {
      String more = ",\"stream\":false,\"think\":" + think;
      Answer answer = client().post("/api/chat", chatOf(thinker, more));
      assertEquals(200, answer.status(), answer.body());
      JsonNode message = answer.json().path("message");
      assertKeys(message, "role", "content", "thinking");
      assertFalse(message.path("thinking").asText().isEmpty());
      assertFalse(message.path("content").asText().isEmpty());
      assertEquals(
          200,
          client()
              .post(
                  "/api/chat",
                  "{\"model\":\"%s\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"},%s,{\"role\":\"user\",\"content\":\"Again.\"}]}"
                      .formatted(thinker, message))
              .status());
    }
    String not = ",\"stream\":false,\"think\":false";
    JsonNode message = client().post("/api/chat", chatOf(thinker, not)).json().path("message");
    assertKeys(message, "role", "content");
  }

  /** In a stream thinking comes first, in lines of its own. */
  @Test
  default void thinking_streamed_comesFirst() {
    String thinker = needed(thinkingModel(), "that thinks");
    List<JsonNode> lines = client().post("/api/chat", chatOf(thinker, ",\"think\":true")).lines();
    assertLastIsDone(lines);
    StringBuilder kinds = new StringBuilder();
    for (JsonNode line : lines.subList(0, lines.size() - 1)) {
      JsonNode message = line.path("message");
      assertTrue(message.path("content").isTextual());
      kinds.append(message.path("thinking").asText().isEmpty() ? "" : "t");
      kinds.append(message.path("content").asText().isEmpty() ? "" : "c");
    }
    assertTrue(kinds.toString().matches("t+c+"), kinds.toString());
  }

  /** A prompt's answer has its thinking behind the response. */
  @Test
  default void thinking_ofAPrompt_standsBehindTheResponse() {
    String thinker = needed(thinkingModel(), "that thinks");
    JsonNode answer =
        client()
            .post(
                "/api/generate",
                "{\"model\":\"%s\",\"prompt\":\"Say hello.\",\"stream\":false,\"think\":true}"
                    .formatted(thinker))
            .json();
    assertEquals(
        List.of("model", "created_at", "response", "thinking", "done", "done_reason"),
        keys(answer).subList(0, 6));
    assertFalse(answer.path("thinking").asText().isEmpty());
  }

  /** A model that does not think is not made to, but may be told not to. */
  @Test
  default void thinking_isRefused_byAModelThatDoesNot() {
    JsonNode shown = client().post("/api/show", "{\"model\":\"" + model() + "\"}").json();
    assumeFalse(
        shown.path("capabilities").toString().contains("\"thinking\""),
        "the model of the server under test thinks");
    for (String think : List.of("true", "\"low\"")) {
      Answer answer = client().post("/api/chat", chat(",\"think\":" + think));
      assertEquals(400, answer.status());
      assertEquals(
          "\"" + model() + "\" does not support thinking", answer.json().path("error").asText());
    }
    assertEquals(200, client().post("/api/chat", chat(",\"think\":false")).status());
  }

  // --- images and formats ----------------------------------------------------------------------

  /** An image is base64, whether it stands beside a message or a prompt. */
  @Test
  default void image_isSeen() {
    String viewer = needed(visionModel(), "that sees images");
    String images = "\"stream\":false,\"images\":[\"" + ContractClient.IMAGE + "\"]";
    String chat =
        "{\"model\":\"%s\",\"stream\":false,\"messages\":[{\"role\":\"user\",\"content\":\"What colour?\",%s}]}"
            .formatted(viewer, images);
    Answer answer = client().post("/api/chat", chat);
    assertEquals(200, answer.status(), answer.body());
    assertFalse(answer.json().path("message").path("content").asText().isEmpty());
    assertFalse(answer.json().path("message").has("images"));
    String generate = "{\"model\":\"%s\",\"prompt\":\"What colour?\",%s}".formatted(viewer, images);
    assertEquals(200, client().post("/api/generate", generate).status());
  }

  /** An answer is JSON where that is wanted, whole and in lines. */
  @Test
  default void format_json_isJson() {
    String question = "\"content\":\"Name a colour. Answer in JSON.\"";
    parsed(
        content(
            client()
                .post(
                    "/api/chat",
                    "{\"model\":\"%s\",\"format\":\"json\",\"messages\":[{\"role\":\"user\",%s}]}"
                        .formatted(model(), question))
                .lines()));
  }

  /** An answer has what its schema wants. */
  @Test
  default void format_schema_isFollowed() {
    String schema =
        """
        ,"format":{"type":"object","properties":{"city":{"type":"string"},"inhabitants":
        {"type":"integer"}},"required":["city","inhabitants"]}""";
    String question =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell of Paris, in JSON.\"}]%s}";
    String whole =
        client()
            .post("/api/chat", question.formatted(model(), schema + ",\"stream\":false"))
            .json()
            .path("message")
            .path("content")
            .asText();
    String lines = content(client().post("/api/chat", question.formatted(model(), schema)).lines());
    for (String answer : List.of(whole, lines)) {
      assertTrue(parsed(answer).path("city").isTextual(), answer);
      assertTrue(parsed(answer).path("inhabitants").isIntegralNumber(), answer);
    }
  }

  private static String content(List<JsonNode> lines) {
    StringBuilder content = new StringBuilder();
    lines.forEach(line -> content.append(line.path("message").path("content").asText()));
    return content.toString();
  }

  // --- embeddings ------------------------------------------------------------------------------

  private Answer embed(String more) {
    String model = needed(embeddingModel(), "that makes embeddings");
    return client().post("/api/embed", "{\"model\":\"%s\"%s}".formatted(model, more));
  }

  /** Each text has a vector of length one, in the order of the texts. */
  @Test
  default void embed_givesAVectorOfLengthOneForEachText() {
    Answer answer = embed(",\"input\":[\"The sky is blue.\",\"Grass is green.\",\"Why?\"]");
    assertEquals(200, answer.status(), answer.body());
    assertEquals("application/json; charset=utf-8", answer.contentType());
    JsonNode body = answer.json();
    assertKeys(body, "model", "embeddings", "total_duration", "load_duration", "prompt_eval_count");
    assertEquals(embeddingModel().orElseThrow(), body.path("model").asText());
    JsonNode vectors = body.path("embeddings");
    assertEquals(3, vectors.size());
    for (JsonNode vector : vectors) {
      assertEquals(vectors.path(0).size(), vector.size());
      assertEquals(1, ContractClient.length(vector), ContractClient.CLOSE);
    }
    assertNotEquals(vectors.path(0), vectors.path(1));
    JsonNode alone = embed(",\"input\":\"Grass is green.\"").json().path("embeddings");
    assertEquals(1, alone.size());
    double product = 0;
    for (int i = 0; i < alone.path(0).size(); i++) {
      product += alone.path(0).path(i).asDouble() * vectors.path(1).path(i).asDouble();
    }
    assertEquals(
        1, product, ContractClient.CLOSE, "one text has one vector, alone and among others");
  }

  /** Fewer numbers are the first ones, of length one again. */
  @Test
  default void embed_ofFewerDimensions_hasLengthOneAgain() {
    JsonNode vector = embed(",\"input\":\"Hello\",\"dimensions\":16").json().at("/embeddings/0");
    assertEquals(16, vector.size());
    assertEquals(1, ContractClient.length(vector), ContractClient.CLOSE);
  }

  /** A text that is too long is cut, unless its caller would rather be told. */
  @Test
  default void embed_ofTooLongATextIsCut_orRefused() {
    String input = ",\"input\":\"" + "the sky is blue ".repeat(20_000) + "\"";
    assertEquals(200, embed(input).status());
    assertEquals(200, embed(input + ",\"truncate\":true").status());
    Answer refused = embed(input + ",\"truncate\":false");
    assertEquals(400, refused.status());
    assertEquals(
        "the input length exceeds the context length", refused.json().path("error").asText());
  }

  /** The old route gives one vector and nothing else, of any length. */
  @Test
  default void embeddings_givesOneVector() {
    String model = needed(embeddingModel(), "that makes embeddings");
    String prompt = "{\"model\":\"%s\",\"prompt\":\"Hello\"}".formatted(model);
    Answer answer = client().post("/api/embeddings", prompt);
    assertEquals(200, answer.status(), answer.body());
    assertKeys(answer.json(), "embedding");
    JsonNode vector = answer.json().path("embedding");
    assertEquals(embed(",\"input\":\"Hello\"").json().at("/embeddings/0").size(), vector.size());
    assertTrue(ContractClient.length(vector) > 0);
  }

  /** Where there is nothing to embed, the model is loaded. */
  @Test
  default void nothingToEmbed_isALoad() {
    String model = needed(embeddingModel(), "that makes embeddings");
    for (String input : List.of("", ",\"input\":null", ",\"input\":\"\"", ",\"input\":[]")) {
      assertEquals("{\"model\":\"%s\",\"embeddings\":[]}".formatted(model), embed(input).body());
    }
    Answer old = client().post("/api/embeddings", "{\"model\":\"" + model + "\"}");
    assertEquals("{\"embedding\":[]}", old.body());
  }

  /** A model of embeddings does not chat, and what is no text is not embedded. */
  @Test
  default void embeddingModel_doesNothingElse() {
    String model = needed(embeddingModel(), "that makes embeddings");
    Answer chat = client().post("/api/chat", chatOf(model, ""));
    assertEquals(400, chat.status());
    assertEquals("\"%s\" does not support chat".formatted(model), error(chat));
    Answer generate =
        client().post("/api/generate", "{\"model\":\"%s\",\"prompt\":\"x\"}".formatted(model));
    assertEquals(400, generate.status());
    assertEquals("\"%s\" does not support generate".formatted(model), error(generate));
    Answer input = embed(",\"input\":[1]");
    assertEquals(400, input.status());
    assertEquals("invalid input type", error(input));
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
            new Bad("/api/chat", "null", 400, "model is required"),
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
            new Bad(
                "/api/chat",
                chat(",\"tools\":{}"),
                400,
                "json: cannot unmarshal object into Go struct field ChatRequest.tools of type"
                    + " api.Tools"),
            new Bad(
                "/api/chat",
                "{\"model\":\""
                    + m
                    + "\",\"messages\":[{\"images\":[\"data:image/png;base64,AAEC\"]}]}",
                400,
                "illegal base64 data at input byte 4"),
            new Bad(
                "/api/chat",
                "{\"model\":\""
                    + m
                    + "\",\"messages\":[{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}]}",
                400,
                "Value looks like object, but can't find closing '}' symbol"),
            new Bad(
                "/api/chat",
                "{\"model\":\"a\tb\"}",
                400,
                "invalid character '\\t' in string literal"),
            new Bad("/api/chat", "{\"model\":\"a b\"}", 400, "invalid model name"),
            new Bad("/api/create", "{\"from\":\"x\"}", 400, "invalid model name"),
            new Bad("/api/pull", "{}", 400, "invalid model name"),
            new Bad("/api/push", "{}", 400, "model is required"),
            new Bad(
                "/api/create",
                "{\"model\":\"contract-nothing\"}",
                400,
                "neither 'from' or 'files' was specified"),
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
                "raw mode does not support template, system, or context"),
            // Of several mistakes: broken JSON, what a type finds itself, other types, limits, the
            // model, and what the model is to do at last.
            new Bad(
                "/api/chat",
                "{\"model\":5,\"think\":7,}",
                400,
                "invalid character '}' looking for beginning of object key string"),
            new Bad(
                "/api/chat", "{\"model\":5,\"think\":7}", 400, "think must be a boolean or string"),
            new Bad(
                "/api/chat",
                "{\"model\":5,\"top_logprobs\":21}",
                400,
                "json: cannot unmarshal number into Go struct field ChatRequest.model of type"
                    + " string"),
            new Bad(
                "/api/chat",
                "{\"model\":\"a b\",\"top_logprobs\":21}",
                400,
                "top_logprobs must be between 0 and 20"),
            new Bad(
                "/api/chat",
                "{\"model\":\"no-such\",\"think\":true,\"keep_alive\":0,\"options\":{\"num_ctx\":\"x\"}}",
                404,
                "model 'no-such' not found"),
            new Bad(
                "/api/generate",
                "{\"model\":\"no-such\",\"prompt\":\"x\",\"raw\":true,\"system\":\"s\"}",
                404,
                "model 'no-such' not found"),
            new Bad(
                "/api/generate",
                generate(",\"raw\":true,\"system\":\"s\",\"options\":{\"num_ctx\":\"many\"}"),
                400,
                "raw mode does not support template, system, or context"),
            new Bad(
                "/api/chat",
                chat(",\"format\":\"xml\",\"options\":{\"num_ctx\":\"many\"}"),
                500,
                "option \"num_ctx\" must be of type integer"))
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

  private static String error(Answer answer) {
    assertTrue(answer.contentType().startsWith("application/json"), answer.contentType());
    assertKeys(answer.json(), "error");
    return answer.json().path("error").asText();
  }

  /** An answer that breaks off says why in its last line, and is not done. */
  @Test
  default void failure_inTheMidstOfAnAnswer_isItsLastLine() {
    String breaking = needed(breakingModel(), "whose answers break off");
    String prompt = "{\"model\":\"%s\",\"prompt\":\"Say hello.\"}".formatted(breaking);
    for (Answer answer :
        List.of(
            client().post("/api/chat", chatOf(breaking, "")),
            client().post("/api/generate", prompt))) {
      assertEquals(200, answer.status());
      assertEquals("application/x-ndjson", answer.contentType());
      List<JsonNode> lines = answer.lines();
      assertTrue(lines.size() > 1, answer.body());
      assertTrue(
          lines.stream().noneMatch(line -> line.path("done").asBoolean()), "none is the end");
      assertKeys(lines.get(lines.size() - 1), "error");
      assertFalse(lines.get(lines.size() - 1).path("error").asText().isEmpty());
    }
    Answer whole = client().post("/api/chat", chatOf(breaking, ",\"stream\":false"));
    assertTrue(whole.status() >= 400, "a whole answer that fails is an error");
    assertFalse(error(whole).isEmpty());
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
}
