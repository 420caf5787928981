package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The records as a mapper that knows nothing of them writes and reads them. */
class RecordsJsonTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.25Z");
  private static final ModelDetails DETAILS =
      new ModelDetails("", "bedrock", "claude", List.of("claude"), "70B", "", 200_000, 0);

  @Test
  void chatRequest_whole() throws Exception {
    String json =
        """
        {"model":"m","messages":[{"role":"user","content":"Hi","images":["AQI="]},\
        {"role":"assistant","content":"","thinking":"Hmm","tool_calls":[{"id":"t1",\
        "function":{"index":0,"name":"f","arguments":{"z":1,"a":null}}}]},\
        {"role":"tool","content":"ok","tool_name":"f","tool_call_id":"t1"}],\
        "tools":[{"type":"function","function":{"name":"f","description":"does",\
        "parameters":{"type":"object","properties":{}}}}],"format":{"type":"object"},\
        "options":{"temperature":1,"stop":["x"]},"stream":false,"think":"high",\
        "keep_alive":"5m0s"}""";
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("z", 1);
    arguments.put("a", null);
    ToolCall call = new ToolCall("t1", new ToolCall.Function(0, "f", arguments));
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("type", "object");
    parameters.put("properties", Map.of());
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("temperature", 1);
    options.put("stop", List.of("x"));
    ChatRequest request =
        new ChatRequest(
            "m",
            List.of(
                Message.user("Hi", List.of(new byte[] {1, 2})),
                new Message("assistant", "", "Hmm", List.of(), List.of(call), null, null),
                Message.toolResult(call, "ok")),
            List.of(Tool.function("f", "does", parameters)),
            Map.of("type", "object"),
            options,
            false,
            Think.HIGH,
            Duration.ofMinutes(5));
    assertThat(MAPPER.writeValueAsString(request)).isEqualTo(json);
    assertThat(MAPPER.readValue(json, ChatRequest.class))
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @Test
  void chatRequest_short() throws Exception {
    ChatRequest request = ChatRequest.of("m", Message.user("Hi"));
    String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    assertThat(MAPPER.writeValueAsString(request)).isEqualTo(json);
    assertThat(MAPPER.readValue(json, ChatRequest.class)).isEqualTo(request);
  }

  @Test
  void chatRequest_formatAsAWord() throws Exception {
    ChatRequest request = ChatRequest.of("m").withFormat("json");
    assertThat(copy(request, ChatRequest.class)).isEqualTo(request);
    assertThat(copy(request.withFormat(""), ChatRequest.class)).isEqualTo(request.withFormat(""));
  }

  @Test
  void generateRequest_whole() throws Exception {
    String json =
        """
        {"model":"m","prompt":"Hi","suffix":"","system":"s","template":"t","raw":true,\
        "context":[1,2],"images":["AQI="],"format":"json","options":{"seed":1},"stream":true,\
        "think":true,"keep_alive":-1}""";
    GenerateRequest request =
        new GenerateRequest(
            "m",
            "Hi",
            "",
            "s",
            "t",
            true,
            List.of(1, 2),
            List.of(new byte[] {1, 2}),
            "json",
            Map.of("seed", 1),
            true,
            Think.ON,
            Duration.ofNanos(-1));
    assertThat(MAPPER.writeValueAsString(request)).isEqualTo(json);
    assertThat(MAPPER.readValue(json, GenerateRequest.class))
        .usingRecursiveComparison()
        .isEqualTo(request);
  }

  @Test
  void generateRequest_short() throws Exception {
    GenerateRequest request = GenerateRequest.of("m", "Hi");
    assertThat(MAPPER.writeValueAsString(request)).isEqualTo("{\"model\":\"m\",\"prompt\":\"Hi\"}");
    assertThat(copy(request, GenerateRequest.class)).isEqualTo(request);
  }

  @Test
  void showRequest_byEitherName() throws Exception {
    assertThat(MAPPER.readValue("{\"name\":\"m\",\"verbose\":true}", ShowRequest.class))
        .isEqualTo(new ShowRequest("m", true));
    assertThat(copy(new ShowRequest("m", false), ShowRequest.class))
        .isEqualTo(new ShowRequest("m", false));
    assertThat(MAPPER.readValue("{}", ShowRequest.class)).isEqualTo(new ShowRequest("", false));
  }

  @Test
  void requests_withoutAnything_areEmpty() throws Exception {
    assertThat(MAPPER.readValue("{}", ChatRequest.class)).isEqualTo(ChatRequest.of(""));
    assertThat(MAPPER.readValue("{}", GenerateRequest.class)).isEqualTo(GenerateRequest.of("", ""));
    assertThat(
            MAPPER.readValue(
                """
                {"model":null,"messages":[{},null],"tools":[null,{}],"options":null,
                "keep_alive":null,"think":null,"stream":null}""",
                ChatRequest.class))
        .isEqualTo(
            ChatRequest.of("", new Message("", "", null, List.of(), List.of(), null, null))
                .withTools(List.of(new Tool("", null, null))));
    assertThat(MAPPER.readValue("{\"tool_calls\":[{}]}", Message.class).toolCalls())
        .containsExactly(new ToolCall(null, new ToolCall.Function(0, "", Map.of())));
  }

  @Test
  void unknownFields_areIgnored() throws Exception {
    assertThat(
            MAPPER.readValue(
                """
                {"model":"m","new":1,"messages":[{"role":"user","content":"Hi","new":1,
                "tool_calls":[{"new":1,"function":{"name":"f","new":1}}]}],
                "tools":[{"new":1,"function":{"name":"f","new":1}}]}""",
                ChatRequest.class))
        .isEqualTo(
            ChatRequest.of(
                    "m",
                    new Message(
                        "user",
                        "Hi",
                        null,
                        List.of(),
                        List.of(new ToolCall(null, new ToolCall.Function(0, "f", Map.of()))),
                        null,
                        null))
                .withTools(List.of(new Tool("f", null, null))));
    assertThat(MAPPER.readValue("{\"prompt\":\"Hi\",\"new\":1}", GenerateRequest.class))
        .isEqualTo(GenerateRequest.of("", "Hi"));
    assertThat(MAPPER.readValue("{\"model\":\"m\",\"new\":1}", ShowRequest.class).model())
        .isEqualTo("m");
    assertThat(MAPPER.readValue("{\"model\":\"m\",\"new\":1}", ChatResponse.class).model())
        .isEqualTo("m");
    assertThat(MAPPER.readValue("{\"model\":\"m\",\"new\":1}", GenerateResponse.class).model())
        .isEqualTo("m");
    assertThat(MAPPER.readValue("{\"new\":1}", VersionResponse.class).version()).isNull();
    assertThat(
            MAPPER.readValue("{\"models\":[{\"new\":1}],\"new\":1}", ListResponse.class).models())
        .hasSize(1);
    assertThat(
            MAPPER
                .readValue("{\"models\":[{\"new\":1}],\"new\":1}", ProcessResponse.class)
                .models())
        .hasSize(1);
    assertThat(
            MAPPER.readValue("{\"details\":{\"new\":1},\"new\":1}", ShowResponse.class).details())
        .isEqualTo(MAPPER.readValue("{}", ModelDetails.class));
  }

  @Test
  void think_isABooleanOrAnyName() throws Exception {
    for (Think think :
        List.of(Think.OFF, Think.ON, Think.LOW, Think.MEDIUM, Think.HIGH, new Think("x-hard"))) {
      ChatRequest request = ChatRequest.of("m").withThink(think);
      assertThat(copy(request, ChatRequest.class).think()).isEqualTo(think);
    }
  }

  @Test
  void think_inJson() throws Exception {
    assertThat(MAPPER.writeValueAsString(List.of(Think.OFF, Think.ON, Think.MAX)))
        .isEqualTo("[false,true,\"max\"]");
    assertThatThrownBy(() -> MAPPER.readValue("{\"think\":5}", ChatRequest.class))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("think must be a boolean or string");
  }

  @ParameterizedTest
  @CsvSource({
    "300, 300000",
    "0, 0",
    "1.5, 1500",
    "\"1h30m\", 5400000",
    "\"300ms\", 300",
    "\"0\", 0",
  })
  void keepAlive_asSecondsOrDuration(String json, long millis) throws Exception {
    assertThat(MAPPER.readValue("{\"keep_alive\":" + json + "}", ChatRequest.class).keepAlive())
        .isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "-300", "\"-1s\"", "-0.5"})
  void keepAlive_negative_isForEver(String json) throws Exception {
    ChatRequest request = MAPPER.readValue("{\"keep_alive\":" + json + "}", ChatRequest.class);
    assertThat(request.keepAlive()).isEqualTo(Duration.ofNanos(-1));
    assertThat(MAPPER.writeValueAsString(request)).isEqualTo("{\"keep_alive\":-1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"soon\"", "true", "[]", "{}"})
  void keepAlive_ofAnyOtherKind_isRefused(String json) {
    assertThatThrownBy(() -> MAPPER.readValue("{\"keep_alive\":" + json + "}", ChatRequest.class))
        .isInstanceOf(Exception.class);
  }

  @Test
  void responses_thereAndBack() throws Exception {
    Metrics metrics = new Metrics(6, 1, 2, 0, 3, 4, 5);
    ToolCall call = new ToolCall("t1", new ToolCall.Function(0, "f", Map.of("a", 1)));
    Message message = new Message("assistant", "Hi", "Hmm", List.of(), List.of(call), null, null);
    List<Object> responses =
        List.of(
            new ChatResponse("m", NOON, message, true, "stop", metrics),
            new ChatResponse("m", NOON, Message.assistant("Hi"), false, null, Metrics.NONE),
            new GenerateResponse("m", NOON, "Hi", "Hmm", true, "length", List.of(1), metrics),
            new GenerateResponse("m", NOON, "", null, false, null, List.of(), Metrics.NONE),
            new VersionResponse("0.40.12"),
            new ListResponse(
                List.of(
                    new ListedModel(
                        "m:latest", "m:latest", "r", "h", NOON, 1, "d", DETAILS, List.of("tools")),
                    new ListedModel("m:1", "m:1", null, null, NOON, 1, "d", DETAILS, List.of()))),
            new ProcessResponse(
                List.of(new RunningModel("m", "m", 1, "d", DETAILS, NOON, 0, 200_000))),
            new ShowResponse(
                "l",
                "f",
                "p",
                "t",
                "s",
                "none",
                DETAILS,
                List.of(Message.user("u")),
                "r",
                "h",
                Map.of("k", 1),
                List.of("tools"),
                new ThinkValues(List.of(false, "low"), false),
                NOON));
    for (Object response : responses) {
      assertThat(MAPPER.readValue(MAPPER.writeValueAsString(response), response.getClass()))
          .isEqualTo(response);
      assertThat(MAPPER.readValue(ResponseJson.bytes(response), response.getClass()))
          .isEqualTo(response);
    }
  }

  @Test
  void response_timeIsAsOllamaHasIt() throws Exception {
    assertThat(
            MAPPER.writeValueAsString(
                new ChatResponse("m", NOON, Message.assistant(""), true, "load", Metrics.NONE)))
        .isEqualTo(
            """
            {"model":"m","created_at":"2026-11-23T12:00:00.25Z",\
            "message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""");
    assertThat(
            MAPPER
                .readValue(
                    "{\"created_at\":\"2026-11-23T05:00:00.25-07:00\"}", GenerateResponse.class)
                .createdAt())
        .isEqualTo(NOON);
    assertThatThrownBy(() -> MAPPER.readValue("{\"created_at\":\"now\"}", ChatResponse.class))
        .isInstanceOf(JsonProcessingException.class)
        .hasMessageContaining("not a time");
  }

  @Test
  void responses_withoutAnything_areEmpty() throws Exception {
    assertThat(MAPPER.readValue("{}", ChatResponse.class))
        .isEqualTo(
            new ChatResponse("", Instant.EPOCH, Message.assistant(""), false, null, Metrics.NONE));
    assertThat(MAPPER.readValue("{}", GenerateResponse.class))
        .isEqualTo(
            new GenerateResponse(
                "", Instant.EPOCH, "", null, false, null, List.of(), Metrics.NONE));
    assertThat(MAPPER.readValue("{}", ListResponse.class).models()).isEmpty();
    assertThat(MAPPER.readValue("{}", ProcessResponse.class).models()).isEmpty();
    assertThat(MAPPER.readValue("{}", ShowResponse.class).capabilities()).isEmpty();
    assertThat(MAPPER.readValue("{}", ModelDetails.class).families()).isEmpty();
    assertThat(MAPPER.readValue("{}", ListedModel.class).capabilities()).isEmpty();
  }

  private static <T> T copy(T value, Class<T> type) throws JsonProcessingException {
    return MAPPER.readValue(MAPPER.writeValueAsString(value), type);
  }
}
