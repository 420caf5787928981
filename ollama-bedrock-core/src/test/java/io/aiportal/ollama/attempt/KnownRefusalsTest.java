package io.aiportal.ollama.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Reasoning;
import io.aiportal.ollama.chat.Sampling;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.ToolUsage;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.MemoryLessons;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Planner;
import io.aiportal.ollama.repair.FieldRefusal;
import io.aiportal.ollama.repair.LearnedRepair;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every refusal of Bedrock's that is known, scripted: the request is refused as long as it holds
 * what the refusal is about, and goes out for a model of which everything is believed.
 */
class KnownRefusalsTest extends ExchangeFixture {

  private static final String TINY_PNG = "\u0089PNG\r\n\u001a\n";

  /** What a refusal does to a call. */
  private enum Outcome {
    /** It was never asked so. */
    NEVER_ASKED,
    /** It was asked anew, and answered. */
    REPAIRED,
    /** The caller is told what to leave out, or what to do. */
    TOLD,
    /** Bedrock's words were passed on. */
    PASSED_ON
  }

  /**
   * A way to run into a refusal.
   *
   * @param call what is asked
   * @param traits what is believed of the model besides
   * @param offends whether a request holds what is refused
   * @param expected what becomes of it
   */
  private record Case(
      ChatCall.Builder call,
      Map<String, Object> traits,
      Predicate<ConverseRequest> offends,
      Outcome expected) {}

  private record Refusal(String feature, String exception, String message, int count) {

    @Override
    public String toString() {
      return feature + ": " + message.substring(0, Math.min(90, message.length()));
    }
  }

  static List<Refusal> refusals() throws IOException {
    List<Refusal> refusals = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    KnownRefusalsTest.class.getResourceAsStream("/refusals/refusals.jsonl")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode refusal = new ObjectMapper().readTree(line);
        refusals.add(
            new Refusal(
                refusal.get("feature").asText(),
                refusal.get("exception").asText(),
                refusal.get("message").asText(),
                refusal.get("count").asInt()));
      }
    }
    return refusals;
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusal_isAvoidedOrToldWhatToLeaveOut(Refusal refusal) {
    assertThat(outcome(refusal))
        .as(() -> String.valueOf(reader.error))
        .isEqualTo(cases().get(refusal.feature).expected);
  }

  @Test
  void score_ofAllRefusals() throws IOException {
    int avoidable = 0;
    int avoided = 0;
    int told = 0;
    int all = 0;
    for (Refusal refusal : refusals()) {
      Outcome outcome = new KnownRefusalsTest().outcome(refusal);
      boolean content = cases().get(refusal.feature).expected == Outcome.TOLD;
      all += refusal.count;
      avoidable += content ? 0 : refusal.count;
      told += content && outcome == Outcome.TOLD ? refusal.count : 0;
      avoided +=
          !content && (outcome == Outcome.REPAIRED || outcome == Outcome.NEVER_ASKED)
              ? refusal.count
              : 0;
    }
    System.out.printf(
        "Refusals: %d of %d that can be avoided were; %d of the other %d told what to leave out%n",
        avoided, avoidable, told, all - avoidable);
    assertThat(avoided).isGreaterThanOrEqualTo(95 * avoidable / 100);
    assertThat(told).isEqualTo(all - avoidable);
  }

  /** What was learned is asked at once the next time, and no request is refused. */
  @ParameterizedTest
  @MethodSource("refusals")
  void lesson_isObeyedByTheNextCall(Refusal refusal) {
    Lessons lessons = new MemoryLessons(time.clock(), Duration.ofDays(7));
    Case one = cases().get(refusal.feature);
    if (one.expected != Outcome.REPAIRED || !one.call.build().additionalFields().isEmpty()) {
      return; // nothing to remember
    }
    run(refusal, one, lessons);
    int before = bedrock.calls.size();
    run(refusal, one, lessons);
    assertThat(bedrock.calls).hasSize(before + 1);
    assertThat(reader.heard).contains("complete").doesNotContain("error");
  }

  @Test
  void unknownRefusal_goesToTheCallerInBedrocksWords() {
    Refusal unknown = new Refusal("", "ValidationException", "The moon is in the wrong phase.", 1);
    run(unknown, new Case(chat(), Map.of(), request -> true, Outcome.PASSED_ON), Lessons.NOOP);
    assertThat(bedrock.calls).hasSize(1);
    assertThat(reader.error)
        .hasMessage("Amazon Bedrock refused the request: The moon is in the wrong phase.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The maximum tokens you requested exceeds the model limit of 4096. Try again with a maximum"
            + " tokens value that is lower than 4096. | 4096",
        "The model returned the following errors: max_tokens: 200000 > 64000, which is the maximum"
            + " allowed number of output tokens for claude-x | 64000",
        "max_tokens must be lower than 128000 | 127999",
      })
  void limitThatIsNamed_isTaken(String words, int most) {
    Refusal refusal = new Refusal("", "ValidationException", words, 1);
    run(
        refusal,
        new Case(
            chat().maxTokens(200_000),
            Map.of("limits", Map.of("maxOutputTokens", 500_000, "contextLength", 1_000_000)),
            request -> Objects.requireNonNull(request.inferenceConfig().maxTokens()) > most,
            Outcome.REPAIRED),
        Lessons.NOOP);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(bedrock.call(1).request.inferenceConfig().maxTokens()).isEqualTo(most);
  }

  @Test
  void limitThatIsRefusedItself_isTakenLessOne() {
    Refusal refusal =
        new Refusal("", "ValidationException", "it exceeds the model limit of 128000", 1);
    run(
        refusal,
        new Case(
            chat().maxTokens(200_000),
            Map.of("limits", Map.of("maxOutputTokens", 500_000, "contextLength", 1_000_000)),
            request -> Objects.requireNonNull(request.inferenceConfig().maxTokens()) >= 128_000,
            Outcome.REPAIRED),
        Lessons.NOOP);
    assertThat(bedrock.call(2).request.inferenceConfig().maxTokens()).isEqualTo(127_999);
    assertThat(reader.heard).contains("complete");
  }

  /** It tells of the schema, and of the model no more than that others may be like it. */
  @Test
  void schemaThatIsNotCompiled_goesAnotherWay_andOthersAreCompiledAllTheSame() {
    MemoryLessons lessons = new MemoryLessons(time.clock(), Duration.ofDays(7));
    run(
        new Refusal(
            "",
            "ValidationException",
            "The model returned the following errors: output_config.format.schema: For 'string'"
                + " type, property 'format' is not supported",
            1),
        new Case(
            cases().get("outputConfig").call,
            Map.of(),
            request -> request.outputSchema() != null,
            Outcome.REPAIRED),
        lessons);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(bedrock.call(1).request.toolConfig()).isNotNull();
    assertThat(reader.heard).contains("complete");
    assertThat(lessons.all()).isEmpty();
  }

  /** A model of which nothing is known, such as behind another team's profile, may be a Nova. */
  @ParameterizedTest
  @CsvSource({"ModelErrorException", "ModelStreamErrorException"})
  void hyphenThatBreaksACall_isNotAskedForAgain(String exception) {
    MemoryLessons lessons = new MemoryLessons(time.clock(), Duration.ofDays(7));
    Refusal invalid =
        new Refusal(
            "",
            exception,
            "Model produced invalid sequence as part of ToolUse. Please refer to the model tool use"
                + " troubleshooting guide.",
            1);
    Case hyphen =
        new Case(
            chat().tools(List.of(new ToolDefinition("get-it", null, null, null, null))),
            Map.of(),
            request -> json(request).contains("get-it"),
            Outcome.REPAIRED);
    run(invalid, hyphen, lessons);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(json(bedrock.call(1).request)).contains("get_it");
    assertThat(reader.heard).contains("complete").doesNotContain("error");
    run(invalid, hyphen, lessons);
    assertThat(bedrock.calls).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"ModelErrorException", "ModelStreamErrorException"})
  void callThatNoNameBreaks_isSimplified_andThenToldOf(String exception) {
    Refusal invalid =
        new Refusal("", exception, "Model produced invalid sequence as part of ToolUse.", 1);
    Map<String, Object> referring =
        Map.of(
            "type", "object",
            "properties", Map.of("a", Map.of("$ref", "#/$defs/b")),
            "$defs", Map.of("b", Map.of("type", "string")));
    run(
        invalid,
        new Case(
            chat().tools(List.of(new ToolDefinition("get", null, referring, null, null))),
            Map.of(),
            request -> true,
            Outcome.TOLD),
        Lessons.NOOP);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(json(bedrock.call(1).request)).doesNotContain("$ref");
    assertThat(Objects.requireNonNull(reader.error).getMessage())
        .contains("simpler names and schemas")
        .doesNotContain("try again");
  }

  @ParameterizedTest
  @CsvSource({"$defs", "$ref", "additionalProperties", "description"})
  void schemaThatIsNotPlain_isMadePlain(String key) {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "description",
            "d",
            "additionalProperties",
            false,
            "properties",
            Map.of("a", Map.of("$ref", "#/$defs/b")),
            "$defs",
            Map.of("b", Map.of("type", "string")));
    MemoryLessons lessons = new MemoryLessons(time.clock(), Duration.ofDays(7));
    run(
        new Refusal(
            "",
            "ValidationException",
            "The model returned the following errors: Malformed input request:"
                + " #/toolConfig/tools/0/toolSpec/inputSchema/json: extraneous key ["
                + key
                + "] is not permitted, please reformat your input and try again.",
            1),
        new Case(
            chat().tools(List.of(new ToolDefinition("get", null, schema, null, null))),
            Map.of(),
            request -> json(request).contains('"' + key + "\":") && json(request).contains("$defs"),
            Outcome.REPAIRED),
        lessons);
    assertThat(bedrock.calls).hasSize(2);
    assertThat(reader.heard).contains("complete").doesNotContain("error");
    assertThat(lessons.all()).isNotEmpty();
  }

  @Test
  void lessonsOfARefusedCall_areNotKept() {
    MemoryLessons lessons = new MemoryLessons(time.clock(), Duration.ofDays(7));
    run(
        new Refusal("", "ValidationException", "This model doesn't support the topP field.", 1),
        new Case(
            chat().sampling(new Sampling(0.5, 0.5, null)),
            Map.of(),
            request -> true,
            Outcome.PASSED_ON),
        lessons);
    assertThat(bedrock.calls).hasSize(3);
    assertThat(reader.error).isNotNull();
    assertThat(lessons.all()).isEmpty();
  }

  private Outcome outcome(Refusal refusal) {
    Case one = cases().get(refusal.feature);
    run(refusal, one, new MemoryLessons(time.clock(), Duration.ofDays(7)));
    assertThat(bedrock.calls).hasSizeLessThanOrEqualTo(4);
    if (reader.error != null) {
      return reader.error.getMessage().startsWith("Amazon Bedrock refused the request: ")
          ? Outcome.PASSED_ON
          : Outcome.TOLD;
    }
    assertThat(reader.heard).contains("complete");
    return bedrock.calls.size() == 1 ? Outcome.NEVER_ASKED : Outcome.REPAIRED;
  }

  private void run(Refusal refusal, Case one, Lessons lessons) {
    Kind kind = Kind.of(refusal.exception);
    BedrockException failure =
        new BedrockException(
            kind, refusal.exception, kind.status(), refusal.message, "id", null, null);
    for (int i = 0; i < 4; i++) {
      bedrock.then(
          call -> {
            if (one.offends.test(call.request)) {
              if (kind == Kind.MODEL_STREAM_ERROR) {
                call.event(new MessageStart());
              }
              call.listener.onError(failure);
            } else {
              call.event(new MessageStart())
                  .event(new TextDelta(0, "{\"a\":\"Hi\"}"))
                  .event(new MessageStop(StopReason.END_TURN));
              call.listener.onEnd();
            }
          });
    }
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("us-east-1")
            .withLessons(bedrock.region(), bedrock::account, lessons);
    Model model = believed(catalogue, one.traits);
    for (Lesson lesson :
        lessons.of(Lessons.Subject.of(bedrock.region(), null, bedrock.region(), model.modelId()))) {
      model = lesson.applyTo(model);
    }
    Model planned = model;
    Target target =
        new Target(
            bedrock.region(), model.baseModelId(), bedrock, call -> Planner.plan(call, planned));
    ChatCall call = one.call.build();
    run(
        new Asked(
            "name",
            () -> CompletableFuture.completedFuture(call),
            Targets.inOrder(List.of(target)),
            new LearnedRepair(lessons),
            new FieldRefusal(),
            where -> AnswerTap.NOOP),
        Attempts.Mode.STREAMED,
        CallContext.NONE);
  }

  /** A model of which everything is believed that a refusal might deny. */
  private static Model believed(ModelCatalogue catalogue, Map<String, Object> traits) {
    Map<String, Object> everything = new LinkedHashMap<>();
    everything.put(
        "conversation",
        Map.of("prefill", true, "leadingUser", false, "structuredOutput", "native"));
    everything.put(
        "tools", Map.of("choice", "named_while_thinking", "resultAlone", false, "strict", true));
    everything.put(
        "sampling", Map.of("settings", "both", "topK", "top_k", "maxStopSequences", 100));
    everything.put("cache", Map.of("maxPoints", 4, "besideTools", true, "oneHour", true));
    everything.putAll(traits);
    return new Lesson("everything", everything, Set.of())
        .applyTo(catalogue.resolve("newco.seer-v1:0").orThrow());
  }

  private static Map<String, Object> thinking(String shape, List<String> levels, String off) {
    return Map.of(
        "thinking", Map.of("shape", shape, "levels", levels, "off", off, "unasked", false));
  }

  private static Map<String, Case> cases() {
    Map<String, Case> cases = new LinkedHashMap<>();
    List<String> efforts = List.of("minimal", "low", "medium", "high");
    ChatCall.Builder field =
        chat().additionalFields(Map.of("K", 1, "reasoning_config", Map.of("type", "enabled")));
    for (String name :
        List.of(
            "additional key K",
            "additional key K unknown to the model",
            "additional reasoning_effort or any unknown key K")) {
      cases.put(name, repaired(field, request -> fields(request).containsKey("K")));
    }
    cases.put(
        "additional reasoning_config: an object",
        repaired(field, request -> fields(request).containsKey("reasoning_config")));
    cases.put("any additional field", repaired(field, request -> !fields(request).isEmpty()));
    cases.put(
        "additional reasoning_effort: minimal",
        new Case(
            chat().reasoning(new Reasoning.Effort(Reasoning.Level.MINIMAL)),
            thinking("reasoning_effort", efforts, "omit"),
            request -> "minimal".equals(fields(request).get("reasoning_effort")),
            Outcome.REPAIRED));
    cases.put(
        "additional top_k",
        repaired(
            chat().sampling(new Sampling(null, null, 5)),
            request -> fields(request).containsKey("top_k")));
    cases.put(
        "any call by an account that did not use it lately",
        new Case(chat(), Map.of(), request -> true, Outcome.TOLD));
    cases.put(
        "call from an unsupported country",
        new Case(chat(), Map.of(), request -> true, Outcome.TOLD));
    cases.put(
        "assistant prefill",
        repaired(
            call(Turn.user("Go on."), Turn.assistant("Once")),
            request ->
                request.messages().get(request.messages().size() - 1).role()
                    == ConversationRole.ASSISTANT));
    cases.put(
        "blank stop sequence",
        never(
            chat().stopSequences(List.of(" ", "\n")),
            request ->
                request.inferenceConfig().stopSequences().stream().anyMatch(String::isBlank)));
    cases.put(
        "cachePoint in a message",
        repaired(
            call(
                Turn.of(
                    Turn.Role.USER,
                    new ChatContent.Text("word ".repeat(5_000)),
                    new ChatContent.CachePoint(null))),
            request -> json(request).contains("cachePoint")));
    cases.put(
        "document block",
        told(
            call(
                Turn.of(
                    Turn.Role.USER,
                    new ChatContent.Text("Read."),
                    new ChatContent.Document("txt", "a", new byte[] {65}))),
            request -> json(request).contains("\"document\"")));
    cases.put(
        "document.name with other characters",
        never(
            call(
                Turn.of(
                    Turn.Role.USER,
                    new ChatContent.Text("Read."),
                    new ChatContent.Document("txt", "a/b_c.txt  ü", new byte[] {65}))),
            request -> !json(request).matches("(?s).*\"name\":\"[A-Za-z0-9 ()\\[\\]-]+\".*")));
    cases.put(
        "image block",
        told(
            call(
                Turn.of(
                    Turn.Role.USER,
                    new ChatContent.Text("Look."),
                    new ChatContent.Image(TINY_PNG.getBytes(StandardCharsets.ISO_8859_1)))),
            request -> json(request).contains("\"image\"")));
    cases.put(
        "inferenceConfig.stopSequences",
        repaired(
            chat().stopSequences(List.of("END")),
            request -> !request.inferenceConfig().stopSequences().isEmpty()));
    ChatCall.Builder sampled = chat().sampling(new Sampling(0.5, 0.5, 5));
    cases.put(
        "inferenceConfig.temperature",
        repaired(sampled, request -> request.inferenceConfig().temperature() != null));
    cases.put(
        "inferenceConfig.topP",
        repaired(sampled, request -> request.inferenceConfig().topP() != null));
    cases.put(
        "temperature with topP",
        repaired(
            sampled,
            request ->
                request.inferenceConfig().temperature() != null
                    && request.inferenceConfig().topP() != null));
    ChatCall.Builder formatted =
        chat()
            .outputFormat(
                new OutputFormat.JsonSchema(
                    null,
                    Map.of("type", "object", "properties", Map.of("a", Map.of("type", "string"))),
                    null));
    for (String name : List.of("outputConfig", "outputConfig.textFormat")) {
      cases.put(name, repaired(formatted, request -> request.outputSchema() != null));
    }
    cases.put(
        "performanceConfig.latency optimized",
        new Case(
            chat(),
            Map.of("service", Map.of("latency", "optimized")),
            request -> json(request).contains("performanceConfig"),
            Outcome.REPAIRED));
    cases.put(
        "serviceTier priority or flex",
        new Case(
            chat(),
            Map.of("service", Map.of("serviceTier", "priority")),
            request -> json(request).contains("serviceTier"),
            Outcome.REPAIRED));
    cases.put(
        "reasoning {effort: none}",
        new Case(
            chat().reasoning(new Reasoning.Off()),
            thinking("reasoning", List.of("low", "high"), "none"),
            request -> fields(request).equals(Map.of("reasoning", Map.of("effort", "none"))),
            Outcome.REPAIRED));
    cases.put(
        "reasoning_config {type: enabled, budget_tokens}",
        new Case(
            chat().reasoning(new Reasoning.On()),
            thinking("budget", List.of("low"), "omit"),
            request -> json(request).contains("budget_tokens"),
            Outcome.REPAIRED));
    cases.put(
        "thinking {type: enabled} without budget",
        new Case(
            chat().reasoning(new Reasoning.On()),
            thinking("budget", List.of("low"), "omit"),
            request -> !json(request).contains("budget_tokens"),
            Outcome.NEVER_ASKED));
    cases.put(
        "thinking {type: disabled}",
        new Case(
            chat().reasoning(new Reasoning.Off()),
            thinking("adaptive", List.of("low"), "disabled"),
            request -> json(request).contains("disabled"),
            Outcome.REPAIRED));
    cases.put(
        "system",
        repaired(
            call(Turn.system("Be brief."), Turn.user("Hi")),
            request -> !request.system().isEmpty()));
    ChatCall.Builder tools = chat().tools(List.of(TOOL));
    cases.put(
        "toolChoice any (tool alike)",
        repaired(copy(tools).toolChoice(new ToolUsage.Any()), KnownRefusalsTest::forces));
    cases.put(
        "toolChoice any; toolChoice tool",
        repaired(copy(tools).toolChoice(new ToolUsage.Named("look")), KnownRefusalsTest::forces));
    cases.put(
        "toolChoice tool",
        repaired(
            copy(tools).toolChoice(new ToolUsage.Named("look")),
            request ->
                request.toolConfig() != null
                    && request.toolConfig().toolChoice() instanceof ToolChoice.Tool));
    cases.put("tools", told(copy(tools), request -> request.toolConfig() != null));
    ChatCall.Builder results =
        call(
            Turn.user("Look."),
            Turn.of(Turn.Role.ASSISTANT, new ChatContent.ToolUse("t1", "look", Map.of("a", 1))),
            Turn.of(
                Turn.Role.USER,
                new ChatContent.ToolResult(
                    "t1", null, List.of(new ChatContent.Text("[1, 2]")), null)),
            Turn.user("So?"));
    cases.put(
        "toolResult in the conversation",
        repaired(results, request -> has(request, ContentBlock.ToolResult.class)));
    cases.put(
        "toolUseId that is not nine letters and digits",
        repaired(results, request -> !json(request).matches("(?s).*\"toolUseId\":\"\\w{9}\".*")));
    for (String name :
        List.of(
            "toolResult json, toolUse.input or inputSchema.json that is no object",
            "toolSpec.inputSchema.json without type object")) {
      cases.put(
          name,
          never(
              chat()
                  .tools(
                      List.of(
                          new ToolDefinition(
                              "look", null, Map.of("anyOf", List.of()), null, null))),
              request -> !json(request).contains("\"type\":\"object\"")));
    }
    return cases;
  }

  private static final ToolDefinition TOOL =
      new ToolDefinition("look", "Looks.", Map.of("type", "object"), null, null);

  private static ChatCall.Builder copy(ChatCall.Builder call) {
    return call.build().toBuilder();
  }

  private static boolean forces(ConverseRequest request) {
    return request.toolConfig() != null && request.toolConfig().toolChoice() != null;
  }

  private static boolean has(ConverseRequest request, Class<? extends ContentBlock> type) {
    return request.messages().stream()
        .map(ConverseMessage::content)
        .flatMap(List::stream)
        .anyMatch(type::isInstance);
  }

  private static Map<String, ?> fields(ConverseRequest request) {
    return request.additionalModelRequestFields();
  }

  private static String json(ConverseRequest request) {
    return new String(ConverseJson.write(request), StandardCharsets.UTF_8);
  }

  private static ChatCall.Builder chat() {
    return call(Turn.user("Hi"));
  }

  private static ChatCall.Builder call(Turn... turns) {
    return ChatCall.builder("name").turns(List.of(turns));
  }

  private static Case repaired(ChatCall.Builder call, Predicate<ConverseRequest> offends) {
    return new Case(call, Map.of(), offends, Outcome.REPAIRED);
  }

  private static Case never(ChatCall.Builder call, Predicate<ConverseRequest> offends) {
    return new Case(call, Map.of(), offends, Outcome.NEVER_ASKED);
  }

  private static Case told(ChatCall.Builder call, Predicate<ConverseRequest> offends) {
    return new Case(call, Map.of(), offends, Outcome.TOLD);
  }
}
