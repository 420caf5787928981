package io.aiportal.testkit.contract;

import static io.aiportal.testkit.contract.ContractClient.keys;
import static io.aiportal.testkit.contract.ContractClient.needed;
import static io.aiportal.testkit.contract.ContractClient.parsed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.contract.ContractClient.Answer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What clients of the OpenAI API may rely on, as tests that run against any server that speaks it.
 *
 * <p>Errors have the texts that Ollama gives on these routes. Nothing is asserted of what a model
 * says. What only some servers have or do is said by overriding a method; a test that needs what is
 * missing is skipped, and says so. A real Ollama neither {@linkplain #honoursToolChoice chooses
 * tools} nor {@linkplain #streamsArguments streams arguments} nor {@linkplain
 * #refusesPreviousResponses refuses previous responses}.
 */
public interface OpenAiContract extends ServerUnderTest {

  /** The name of a model that makes embeddings. */
  default Optional<String> embeddingModel() {
    return Optional.empty();
  }

  /** Whether {@code tool_choice} makes a model call a tool, or keeps it from that. */
  default boolean honoursToolChoice() {
    return true;
  }

  /** Whether the arguments of a call come while the model writes them, behind the call itself. */
  default boolean streamsArguments() {
    return true;
  }

  /** Whether a response that is to go on from a previous one is refused, as nothing is stored. */
  default boolean refusesPreviousResponses() {
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

  private List<JsonNode> chunks(String body) {
    Answer answer = client().post("/v1/chat/completions", body);
    assertEquals(200, answer.status(), answer.body());
    assertEquals("text/event-stream", answer.contentType());
    List<String> events = new ArrayList<>(answer.events());
    assertEquals("[DONE]", events.remove(events.size() - 1));
    return events.stream().map(ContractClient::parsed).toList();
  }

  /** A completion is one object with a choice and what it took. */
  @Test
  default void chatCompletion_isOneObject() {
    Answer answer = client().post("/v1/chat/completions", chat(""));
    assertEquals(200, answer.status(), answer.body());
    assertTrue(answer.contentType().startsWith("application/json"));
    JsonNode completion = answer.json();
    assertEquals("chat.completion", completion.path("object").asText());
    assertTrue(completion.path("id").asText().startsWith("chatcmpl-"));
    JsonNode choice = completion.path("choices").path(0);
    assertEquals("assistant", choice.path("message").path("role").asText());
    assertFalse(choice.path("message").path("content").asText().isEmpty());
    assertEquals("stop", choice.path("finish_reason").asText());
    JsonNode usage = completion.path("usage");
    assertEquals(
        usage.path("prompt_tokens").asInt() + usage.path("completion_tokens").asInt(),
        usage.path("total_tokens").asInt());
    assertTrue(usage.path("completion_tokens").asInt() > 0);
  }

  /** A stream has one id, one role, one finish reason in a chunk of its own, and an end. */
  @Test
  default void chatCompletion_streamed_isChunksOfOneCompletion() {
    List<JsonNode> chunks = chunks(chat(",\"stream\":true"));
    List<String> reasons = new ArrayList<>();
    for (JsonNode chunk : chunks) {
      assertEquals("chat.completion.chunk", chunk.path("object").asText());
      assertEquals(chunks.get(0).path("id"), chunk.path("id"));
      assertEquals(chunks.get(0).path("created"), chunk.path("created"));
      assertFalse(chunk.hasNonNull("usage"));
      reasons.add(chunk.path("choices").path(0).path("finish_reason").asText("null"));
    }
    assertEquals("assistant", delta(chunks.get(0)).path("role").asText());
    assertEquals("stop", reasons.remove(reasons.size() - 1));
    assertTrue(reasons.stream().allMatch("null"::equals), reasons.toString());
    assertTrue(delta(chunks.get(chunks.size() - 1)).isEmpty());
  }

  /** Usage comes in a last chunk without choices, for those who ask. */
  @Test
  default void chatCompletion_streamed_tellsUsageToThoseWhoAsk() {
    List<JsonNode> chunks =
        chunks(chat(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));
    JsonNode last = chunks.get(chunks.size() - 1);
    assertTrue(last.path("choices").isArray() && last.path("choices").isEmpty());
    assertTrue(last.path("usage").path("total_tokens").asInt() > 0);
  }

  private String weather(String messages, String more) {
    return """
    {"model":"%s","messages":[{"role":"user","content":"What is the weather in Paris?"}%s],
     "tools":[{"type":"function","function":{"name":"get_weather","description":
     "Tells the weather in a city.","parameters":{"type":"object","properties":
     {"city":{"type":"string"}},"required":["city"]}}}]%s}"""
        .formatted(model(), messages, more);
  }

  private static void assertCall(JsonNode call) {
    assertEquals("function", call.path("type").asText());
    assertEquals("get_weather", call.path("function").path("name").asText());
    assertFalse(call.path("id").asText().isEmpty());
    JsonNode arguments = parsed(call.path("function").path("arguments").asText());
    assertTrue(arguments.path("city").isTextual());
  }

  /** A call has its arguments as text, and what the tool says is answered. */
  @Test
  default void toolCall_hasItsArgumentsAsText() {
    JsonNode whole = client().post("/v1/chat/completions", weather("", "")).json();
    JsonNode choice = whole.path("choices").path(0);
    assertEquals("tool_calls", choice.path("finish_reason").asText());
    JsonNode message = choice.path("message");
    assertCall(message.path("tool_calls").path(0));

    String result =
        ",{\"role\":\"tool\",\"tool_call_id\":%s,\"content\":\"Sunny, 21 °C\"}"
            .formatted(message.path("tool_calls").path(0).path("id"));
    Answer answer = client().post("/v1/chat/completions", weather("," + message + result, ""));
    assertEquals(200, answer.status(), answer.body());
    JsonNode last = answer.json().path("choices").path(0);
    assertEquals("stop", last.path("finish_reason").asText());
    assertFalse(last.path("message").path("content").asText().isEmpty());
  }

  /** The pieces of a streamed call are one call, with one id and arguments that are whole. */
  @Test
  default void toolCall_streamed_isOneCall() {
    String id = "";
    String name = "";
    StringBuilder pieces = new StringBuilder();
    List<String> reasons = new ArrayList<>();
    for (JsonNode chunk : chunks(weather("", ",\"stream\":true"))) {
      for (JsonNode piece : delta(chunk).path("tool_calls")) {
        assertEquals(0, piece.path("index").asInt());
        id += piece.path("id").asText();
        name += piece.path("function").path("name").asText();
        pieces.append(piece.path("function").path("arguments").asText());
      }
      JsonNode reason = chunk.path("choices").path(0).path("finish_reason");
      if (!reason.isNull()) {
        reasons.add(reason.asText());
      }
    }
    assertFalse(id.isEmpty());
    assertEquals("get_weather", name);
    assertTrue(parsed(pieces.toString()).path("city").isTextual(), pieces.toString());
    assertEquals(List.of("tool_calls"), reasons);
  }

  /** The call comes first, with its id and name and nothing else; then its arguments in pieces. */
  @Test
  default void toolCall_streamed_hasItsArgumentsInPieces() {
    assumeTrue(streamsArguments(), "the server under test sends calls whole");
    List<JsonNode> pieces = new ArrayList<>();
    for (JsonNode chunk : chunks(weather("", ",\"stream\":true"))) {
      delta(chunk).path("tool_calls").forEach(pieces::add);
    }
    assertTrue(pieces.size() > 2, pieces.toString());
    assertEquals(Set.of("id", "index", "type", "function"), new HashSet<>(keys(pieces.get(0))));
    assertEquals("", pieces.get(0).path("function").path("arguments").asText("none"));
    for (JsonNode piece : pieces.subList(1, pieces.size())) {
      assertEquals(Set.of("index", "function"), new HashSet<>(keys(piece)));
      assertEquals(List.of("arguments"), keys(piece.path("function")));
    }
  }

  /** A tool is called because its caller says so, and not called because he says so. */
  @Test
  default void toolChoice_isHonoured() {
    assumeTrue(
        honoursToolChoice(), "the server under test leaves the choice of tools to the model");
    String hello = weather("", "").replace("What is the weather in Paris?", "Say hello.");
    for (String choice :
        List.of(
            "\"required\"", "{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}")) {
      JsonNode forced = client().post("/v1/chat/completions", withChoice(hello, choice)).json();
      assertCall(forced.at("/choices/0/message/tool_calls/0"));
    }
    JsonNode none =
        client().post("/v1/chat/completions", withChoice(weather("", ""), "\"none\"")).json();
    assertFalse(none.at("/choices/0/message").has("tool_calls"));
    assertEquals("stop", none.at("/choices/0/finish_reason").asText());
  }

  private static String withChoice(String request, String choice) {
    return request.substring(0, request.length() - 1) + ",\"tool_choice\":" + choice + "}";
  }

  /** An answer has what its schema wants, or is any JSON. */
  @Test
  default void responseFormat_isFollowed() {
    String question =
        "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"Tell of Paris, in JSON.\"}],\"response_format\":%s}";
    String schema =
        """
        {"type":"json_schema","json_schema":{"name":"city","schema":{"type":"object","properties":
        {"city":{"type":"string"},"inhabitants":{"type":"integer"}},
        "required":["city","inhabitants"]}}}""";
    JsonNode city = parsed(content(question.formatted(model(), schema)));
    assertTrue(city.path("city").isTextual(), city.toString());
    assertTrue(city.path("inhabitants").isIntegralNumber(), city.toString());
    parsed(content(question.formatted(model(), "{\"type\":\"json_object\"}")));
  }

  private String content(String body) {
    Answer answer = client().post("/v1/chat/completions", body);
    assertEquals(200, answer.status(), answer.body());
    return answer.json().at("/choices/0/message/content").asText();
  }

  /** An image is a data URL among the parts of a message. */
  @Test
  default void image_isADataUrl() {
    String viewer = needed(visionModel(), "that sees images");
    assertFalse(
        content(
                """
                {"model":"%s","messages":[{"role":"user","content":[
                 {"type":"text","text":"What colour?"},{"type":"image_url","image_url":
                 {"url":"data:image/png;base64,%s"}}]}]}"""
                    .formatted(viewer, ContractClient.IMAGE))
            .isEmpty());
  }

  /** What a model thinks is told beside its answer, in chunks before those of the answer. */
  @Test
  default void reasoning_standsBesideTheAnswer() {
    String thinker = needed(thinkingModel(), "that thinks");
    String request = chatOf(thinker, ",\"reasoning_effort\":\"high\"");
    JsonNode message =
        client().post("/v1/chat/completions", request).json().at("/choices/0/message");
    assertFalse(message.path("reasoning").asText().isEmpty());
    assertFalse(message.path("content").asText().isEmpty());
    StringBuilder kinds = new StringBuilder();
    for (JsonNode chunk :
        chunks(chatOf(thinker, ",\"reasoning_effort\":\"high\",\"stream\":true"))) {
      kinds.append(delta(chunk).path("reasoning").asText().isEmpty() ? "" : "r");
      kinds.append(delta(chunk).path("content").asText().isEmpty() ? "" : "c");
    }
    assertTrue(kinds.toString().matches("r+c+"), kinds.toString());
    JsonNode none =
        client()
            .post("/v1/chat/completions", chatOf(thinker, ",\"reasoning_effort\":\"none\""))
            .json();
    assertFalse(none.at("/choices/0/message").has("reasoning"));
  }

  /** An answer that its limit cut says so. */
  @Test
  default void chatCompletion_cutByItsLimit_saysSo() {
    JsonNode answer =
        client()
            .post(
                "/v1/chat/completions",
                chat(",\"max_tokens\":1").replace("Say hello.", "Count from 1 to 1000."))
            .json();
    assertEquals("length", answer.at("/choices/0/finish_reason").asText());
    assertTrue(answer.at("/usage/completion_tokens").asInt() <= 1);
  }

  /** An answer that breaks off tells the error at last, and is never done. */
  @Test
  default void failure_inTheMidstOfAnAnswer_isItsLastEvent() {
    String breaking = needed(breakingModel(), "whose answers break off");
    String prompt = "{\"model\":\"%s\",\"prompt\":\"Hi\",\"stream\":true}".formatted(breaking);
    for (Answer answer :
        List.of(
            client().post("/v1/chat/completions", chatOf(breaking, ",\"stream\":true")),
            client().post("/v1/completions", prompt))) {
      assertEquals(200, answer.status());
      List<String> events = answer.events();
      assertTrue(events.size() > 1, answer.body());
      assertFalse(events.contains("[DONE]"), answer.body());
      JsonNode error = parsed(events.get(events.size() - 1)).path("error");
      assertFalse(error.path("message").asText().isEmpty(), answer.body());
    }
    String input = "{\"model\":\"%s\",\"input\":\"Hi\",\"stream\":true}".formatted(breaking);
    Answer response = client().post("/v1/responses", input);
    List<String> types = response.eventTypes();
    assertEquals("response.failed", types.get(types.size() - 1));
    assertFalse(types.contains("response.completed"));
  }

  // --- completions -----------------------------------------------------------------------------

  /** The answer to a prompt is one object. */
  @Test
  default void completion_isOneObject() {
    String prompt = "{\"model\":\"%s\",\"prompt\":\"Say hello.\"}".formatted(model());
    JsonNode completion = client().post("/v1/completions", prompt).json();
    assertEquals(
        List.of("id", "object", "created", "model", "system_fingerprint", "choices", "usage"),
        keys(completion));
    assertTrue(completion.path("id").asText().startsWith("cmpl-"));
    assertEquals("text_completion", completion.path("object").asText());
    assertFalse(completion.at("/choices/0/text").asText().isEmpty());
    assertEquals("stop", completion.at("/choices/0/finish_reason").asText());
    assertTrue(completion.at("/usage/total_tokens").asInt() > 0);
  }

  /**
   * A prompt's chunks carry an empty usage each, where usage is wanted, and the last one the true.
   */
  @Test
  default void completion_streamed_carriesUsageInEveryChunk() {
    String prompt =
        """
        {"model":"%s","prompt":"Say hello.","stream":true,"stream_options":{"include_usage":true}}"""
            .formatted(model());
    List<String> events = new ArrayList<>(client().post("/v1/completions", prompt).events());
    assertEquals("[DONE]", events.remove(events.size() - 1));
    JsonNode last = parsed(events.remove(events.size() - 1));
    assertTrue(last.path("choices").isArray() && last.path("choices").isEmpty());
    assertTrue(last.path("usage").path("total_tokens").asInt() > 0);
    for (String event : events) {
      assertEquals("text_completion", parsed(event).path("object").asText());
      assertEquals(last.path("id"), parsed(event).path("id"));
      assertEquals(0, parsed(event).path("usage").path("total_tokens").asInt(-1));
    }
    JsonNode finish = parsed(events.get(events.size() - 1)).at("/choices/0");
    assertEquals("", finish.path("text").asText());
    assertEquals("stop", finish.path("finish_reason").asText());
  }

  // --- embeddings ------------------------------------------------------------------------------

  private JsonNode embeddings(String more) {
    String model = needed(embeddingModel(), "that makes embeddings");
    Answer answer = client().post("/v1/embeddings", "{\"model\":\"%s\"%s}".formatted(model, more));
    assertEquals(200, answer.status(), answer.body());
    return answer.json();
  }

  /** Each text has a vector with its place, and what it took is told. */
  @Test
  default void embeddings_haveAVectorForEachText() {
    JsonNode list = embeddings(",\"input\":[\"The sky is blue.\",\"Grass is green.\"]");
    assertEquals(List.of("object", "data", "model", "usage"), keys(list));
    assertEquals("list", list.path("object").asText());
    assertEquals(embeddingModel().orElseThrow(), list.path("model").asText());
    assertEquals(2, list.path("data").size());
    for (int i = 0; i < 2; i++) {
      JsonNode one = list.path("data").path(i);
      assertEquals(List.of("object", "embedding", "index"), keys(one));
      assertEquals("embedding", one.path("object").asText());
      assertEquals(i, one.path("index").asInt());
      assertTrue(one.path("embedding").path(0).isNumber());
    }
    assertNotEquals(list.at("/data/0/embedding"), list.at("/data/1/embedding"));
    assertTrue(list.at("/usage/prompt_tokens").asInt() > 0);
    assertEquals(list.at("/usage/prompt_tokens"), list.at("/usage/total_tokens"));
    assertEquals(1, embeddings(",\"input\":\"Hello\"").path("data").size());
    assertEquals(
        16, embeddings(",\"input\":\"Hello\",\"dimensions\":16").at("/data/0/embedding").size());
  }

  /** The same numbers in base64: four bytes each, the lowest first. */
  @Test
  default void embeddings_inBase64_areTheSameNumbers() {
    JsonNode floats = embeddings(",\"input\":\"Hello\"").at("/data/0/embedding");
    JsonNode packed =
        embeddings(",\"input\":\"Hello\",\"encoding_format\":\"base64\"").at("/data/0/embedding");
    assertTrue(packed.isTextual());
    ByteBuffer bytes =
        ByteBuffer.wrap(Base64.getDecoder().decode(packed.asText())).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(4 * floats.size(), bytes.remaining());
    for (JsonNode number : floats) {
      assertEquals(number.floatValue(), bytes.getFloat(), (float) ContractClient.CLOSE);
    }
  }

  // --- models ----------------------------------------------------------------------------------

  /** The models are a list, and each can be asked for. */
  @Test
  default void models_areAList() {
    JsonNode models = client().get("/v1/models").json();
    assertEquals("list", models.path("object").asText());
    JsonNode first = models.path("data").path(0);
    assertEquals("model", first.path("object").asText());
    assertTrue(first.path("created").isIntegralNumber());
    JsonNode one = client().get("/v1/models/" + model()).json();
    assertEquals(List.of("id", "object", "created", "owned_by"), keys(one));
    assertEquals(model(), one.path("id").asText());
    Answer none = client().get("/v1/models/no-such");
    assertEquals(404, none.status());
    assertEquals(
        "model 'no-such:latest' not found", none.json().path("error").path("message").asText());
  }

  // --- responses -------------------------------------------------------------------------------

  private Answer respond(String more) {
    Answer answer = client().post("/v1/responses", "{\"model\":\"%s\"%s}".formatted(model(), more));
    assertEquals(200, answer.status(), answer.body());
    return answer;
  }

  /** A response is one object, with items of output. */
  @Test
  default void response_isOneObject() {
    JsonNode response = respond(",\"input\":\"Say hello.\",\"instructions\":\"Be brief.\"").json();
    assertTrue(response.path("id").asText().startsWith("resp_"));
    assertEquals("response", response.path("object").asText());
    assertEquals("completed", response.path("status").asText());
    assertTrue(response.path("error").isNull() && response.path("incomplete_details").isNull());
    JsonNode message = response.path("output").path(response.path("output").size() - 1);
    assertEquals("message", message.path("type").asText());
    assertEquals("assistant", message.path("role").asText());
    assertEquals("output_text", message.at("/content/0/type").asText());
    assertTrue(message.at("/content/0/annotations").isArray());
    assertFalse(message.at("/content/0/text").asText().isEmpty());
    JsonNode usage = response.path("usage");
    assertEquals(
        usage.path("input_tokens").asInt() + usage.path("output_tokens").asInt(),
        usage.path("total_tokens").asInt());
    assertTrue(usage.at("/input_tokens_details/cached_tokens").isIntegralNumber());
    assertTrue(usage.at("/output_tokens_details/reasoning_tokens").isIntegralNumber());
  }

  /**
   * The events of a response open and close each thing once, are numbered, and tell it all at last.
   */
  @Test
  default void response_streamed_opensAndClosesEverything() {
    Answer answer = respond(",\"input\":\"Say hello.\",\"stream\":true");
    assertEquals("text/event-stream", answer.contentType());
    String types = String.join(" ", answer.eventTypes()).replace("response.", "");
    assertTrue(
        types.matches(
            "created in_progress output_item.added content_part.added( output_text.delta)+"
                + " output_text.done content_part.done output_item.done completed"),
        types);
    List<JsonNode> events = answer.events().stream().map(ContractClient::parsed).toList();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < events.size(); i++) {
      assertEquals(i, events.get(i).path("sequence_number").asInt(-1));
      if (events.get(i).path("type").asText().equals("response.output_text.delta")) {
        text.append(events.get(i).path("delta").asText());
      }
    }
    JsonNode whole = events.get(events.size() - 1).path("response");
    assertEquals(text.toString(), whole.at("/output/0/content/0/text").asText());
    assertEquals(events.get(0).at("/response/id"), whole.path("id"));
    assertEquals("in_progress", events.get(0).at("/response/status").asText());
    assertEquals("completed", whole.path("status").asText());
    assertTrue(whole.at("/usage/total_tokens").asInt() > 0);
  }

  /** A call of a response is an item, whose result is an item of the next input. */
  @Test
  default void response_withACall_goesThereAndBack() {
    String question = "{\"role\":\"user\",\"content\":\"What is the weather in Paris?\"}";
    String tools =
        """
        ,"tools":[{"type":"function","name":"get_weather","description":
        "Tells the weather in a city.","parameters":{"type":"object","properties":
        {"city":{"type":"string"}},"required":["city"]}}]""";
    JsonNode output = respond(",\"input\":[" + question + "]" + tools).json().path("output");
    JsonNode call = output.path(output.size() - 1);
    assertEquals("function_call", call.path("type").asText(), output.toString());
    assertEquals("get_weather", call.path("name").asText());
    assertTrue(parsed(call.path("arguments").asText()).path("city").isTextual());

    Answer streamed = respond(",\"stream\":true,\"input\":[" + question + "]" + tools);
    List<String> types = streamed.eventTypes();
    assertTrue(types.contains("response.function_call_arguments.delta"), types.toString());
    assertTrue(types.contains("response.function_call_arguments.done"), types.toString());
    assertEquals("response.completed", types.get(types.size() - 1));

    String result =
        "{\"type\":\"function_call_output\",\"call_id\":%s,\"output\":\"Sunny, 21 °C\"}"
            .formatted(call.path("call_id"));
    JsonNode answer =
        respond(",\"input\":[" + question + "," + call + "," + result + "]" + tools).json();
    JsonNode message = answer.path("output").path(answer.path("output").size() - 1);
    assertEquals("message", message.path("type").asText(), answer.toString());
  }

  /** Nothing is stored, so what was said before has to be sent again. */
  @Test
  default void response_thatGoesOnFromAnother_isRefused() {
    assumeTrue(
        refusesPreviousResponses(), "the server under test takes or ignores previous responses");
    Answer answer =
        client()
            .post(
                "/v1/responses",
                "{\"model\":\"%s\",\"input\":\"And?\",\"previous_response_id\":\"resp_1\"}"
                    .formatted(model()));
    assertEquals(400, answer.status());
    JsonNode error = answer.json().path("error");
    assertTrue(error.path("message").asText().contains("previous_response_id"), answer.body());
    assertEquals("invalid_request_error", error.path("type").asText());
  }

  // --- errors ----------------------------------------------------------------------------------

  /** Wrong methods are told by the router, as text. */
  @Test
  default void wrongMethods_areTexts() {
    for (String path : List.of("/v1/chat/completions", "/v1/embeddings", "/v1/responses")) {
      Answer answer = client().get(path);
      assertEquals(405, answer.status());
      assertEquals("POST", answer.header("allow"));
      assertEquals("405 method not allowed", answer.body());
    }
  }

  /** What is wrong with a request is told in OpenAI's shape. */
  @TestFactory
  default Stream<DynamicTest> badRequests_areErrorObjects() {
    record Bad(String path, String body, int status, String type, String message) {}
    String invalid = "invalid_request_error";
    String chat = "/v1/chat/completions";
    return Stream.of(
            new Bad(chat, "", 400, invalid, "EOF"),
            new Bad(chat, "{\"model\":", 400, invalid, "unexpected EOF"),
            new Bad(
                chat,
                "{\"model\":5}",
                400,
                invalid,
                "json: cannot unmarshal number into Go struct field ChatCompletionRequest.model of"
                    + " type string"),
            new Bad(
                chat,
                "{\"model\":\"" + model() + "\",\"messages\":[{\"role\":\"user\",\"content\":5}]}",
                400,
                invalid,
                "invalid message content type: float64"),
            new Bad(
                chat,
                "{\"model\":\""
                    + model()
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"odd\"}]}]}",
                400,
                invalid,
                "invalid message format"),
            new Bad(
                "/v1/completions",
                "{\"prompt\":\"x\"}",
                404,
                "not_found_error",
                "model '' not found"),
            new Bad(
                "/v1/embeddings",
                "{\"model\":\"no-such\",\"input\":\"x\"}",
                404,
                "not_found_error",
                "model \"no-such\" not found, try pulling it first"),
            new Bad("/v1/embeddings", "{\"model\":\"no-such\"}", 400, invalid, "invalid input"),
            new Bad(
                "/v1/embeddings",
                "{\"model\":\"no-such\",\"input\":\"x\",\"encoding_format\":\"hex\"}",
                400,
                invalid,
                "Invalid value for 'encoding_format' = hex. Supported values: ['float', 'base64']."),
            new Bad(
                "/v1/responses",
                "{\"model\":\"no-such\",\"input\":\"x\"}",
                404,
                "not_found_error",
                "model 'no-such' not found"),
            new Bad(
                chat,
                "{\"model\":\"no-such\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                404,
                "not_found_error",
                "model 'no-such' not found"),
            new Bad(
                chat,
                "{\"model\":\"" + model() + "\",\"messages\":[]}",
                400,
                invalid,
                "[] is too short - 'messages'"),
            new Bad(
                chat,
                "{\"model\":\""
                    + model()
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\","
                    + "\"image_url\":{\"url\":\"http://127.0.0.1/x.png\"}}]}]}",
                400,
                invalid,
                "image URLs are not currently supported, please use base64 encoded data instead"),
            new Bad(
                "/v1/completions",
                "{\"model\":\"no-such\",\"prompt\":\"x\"}",
                404,
                "not_found_error",
                "model 'no-such' not found"))
        .map(
            bad ->
                DynamicTest.dynamicTest(
                    bad.path() + " " + bad.body(),
                    () -> {
                      Answer answer = client().post(bad.path(), bad.body());
                      JsonNode error = answer.json().path("error");
                      assertEquals(bad.message(), error.path("message").asText());
                      assertEquals(bad.type(), error.path("type").asText());
                      assertTrue(error.has("param") && error.has("code"));
                      assertEquals(bad.status(), answer.status());
                    }));
  }

  private static JsonNode delta(JsonNode chunk) {
    return chunk.path("choices").path(0).path("delta");
  }
}
