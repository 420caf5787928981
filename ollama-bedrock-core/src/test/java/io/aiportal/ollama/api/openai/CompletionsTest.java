package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.TickingClock;
import io.aiportal.ollama.bedrock.FoundationModel;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallDefaults;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.internal.json.TextPieces;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Preset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code /v1/completions}: what is read, and what is written. */
class CompletionsTest {

  private static final AnswerEnd END =
      new AnswerEnd(StopReason.MAX_TOKENS, null, Map.of(), new TokenUsage(1, 3, 10, 100), 0, true);

  private static CompletionRequest read(String json) {
    return OpenAiApi.readCompletion(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  private static void content(AnswerWriter writer) {
    writer.start();
    writer.reasoning("Hmm");
    writer.reasoningSignature("sig");
    writer.redactedReasoning(new byte[] {1});
    writer.blockEnd();
    writer.text("Hi <");
    writer.toolUseStart(0, "t", "f");
    writer.toolUseInput(0, "{}");
    writer.toolUse(0, new ChatContent.ToolUse("t", "f", Map.of()));
  }

  @Test
  void everyField_isRead() {
    assertThat(
            read(
                """
                {"model":"m","prompt":"p","suffix":"s","logprobs":5,"_debug_render_only":false,
                 "max_tokens":7,"temperature":1,"top_p":0.5,"stop":"a","stream":true,
                 "stream_options":{"include_usage":true},"seed":1,"frequency_penalty":0.5}"""))
        .isEqualTo(
            new CompletionRequest(
                "m",
                "p",
                "s",
                new GenerationLimits(7, 1.0, 0.5, List.of("a")),
                new Delivery(true, true),
                new LeftOut(List.of(), List.of("logprobs", "seed", "frequency_penalty"))));
    assertThat(read("{}"))
        .isEqualTo(
            new CompletionRequest(
                "",
                "",
                "",
                new GenerationLimits(null, null, null, List.of()),
                new Delivery(false, false),
                LeftOut.NOTHING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[] | Go value of type openai.CompletionRequest",
        "{\"prompt\":[\"a\"]} | array into Go struct field CompletionRequest.prompt of type string",
        "{\"suffix\":1} | CompletionRequest.suffix of type string",
        "{\"logprobs\":true} | bool into Go struct field CompletionRequest.logprobs of type int",
        "{\"_debug_render_only\":1} | CompletionRequest._debug_render_only of type bool",
        "{\"temperature\":\"a\"} | CompletionRequest.temperature of type float32",
        "{\"stop\":[\"a\",5]} | invalid type for 'stop' field: float64",
        "{\"stop\":[null]} | invalid type for 'stop' field: <nil>",
        "{\"stop\":[true]} | invalid type for 'stop' field: bool",
        "{\"stop\":[[]]} | invalid type for 'stop' field: []interface {}",
        "{\"stop\":[{}]} | invalid type for 'stop' field: map[string]interface {}",
      })
  void wrongType_isToldAsGoDoes(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(CallException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whole_isOneObject() {
    AnswerWriter writer =
        new CompletionWriter(
            "cmpl-1", read("{\"model\":\"m\",\"prompt\":\"p\"}"), new TickingClock());
    content(writer);
    writer.end(END);
    assertThat(text(writer))
        .isEqualTo(
            """
            {"id":"cmpl-1","object":"text_completion","created":1795428000,"model":"m",\
            "system_fingerprint":"fp_ollama","choices":[{"text":"Hi \\u003c","index":0,\
            "finish_reason":"length"}],"usage":{"prompt_tokens":111,"prompt_tokens_details":\
            {"cached_tokens":10},"completion_tokens":3,"total_tokens":114}}
            """);
  }

  @Test
  void chunks_withUsage_carryAnEmptyOneEach() {
    AnswerWriter writer =
        new CompletionChunksWriter(
            "cmpl-1",
            read(
                """
                {"model":"m<","prompt":"p","stream":true,
                 "stream_options":{"include_usage":true}}"""),
            Clock.fixed(Instant.ofEpochSecond(7), ZoneOffset.UTC));
    content(writer);
    writer.end(END);
    assertThat(text(writer))
        .isEqualTo(
            """
            data: {"id":"cmpl-1","object":"text_completion","created":7,"choices":[{"text":\
            "Hi \\u003c","index":0,"finish_reason":null}],"model":"m\\u003c",\
            "system_fingerprint":"fp_ollama","usage":{"prompt_tokens":0,"completion_tokens":0,\
            "total_tokens":0}}

            data: {"id":"cmpl-1","object":"text_completion","created":7,"choices":[{"text":"",\
            "index":0,"finish_reason":"length"}],"model":"m\\u003c",\
            "system_fingerprint":"fp_ollama","usage":{"prompt_tokens":0,"completion_tokens":0,\
            "total_tokens":0}}

            data: {"id":"cmpl-1","object":"text_completion","created":7,"choices":[],\
            "model":"m\\u003c","system_fingerprint":"fp_ollama","usage":{"prompt_tokens":111,\
            "prompt_tokens_details":{"cached_tokens":10},"completion_tokens":3,\
            "total_tokens":114}}

            data: [DONE]

            """);
  }

  @Test
  void chunks_tellEachItsOwnTime_underOneId() {
    AtomicInteger now = new AtomicInteger();
    InstantSource seconds = () -> Instant.ofEpochSecond(now.incrementAndGet());
    AnswerWriter writer =
        new CompletionChunksWriter(
            "cmpl-1", read("{\"model\":\"m\",\"prompt\":\"p\"}"), seconds.withZone(ZoneOffset.UTC));
    writer.text("a");
    writer.text("b");
    writer.end(END);
    assertThat(text(writer).split("\n\n"))
        .satisfiesExactly(
            first -> assertThat(first).contains("\"id\":\"cmpl-1\"", "\"created\":1,"),
            second -> assertThat(second).contains("\"id\":\"cmpl-1\"", "\"created\":2,"),
            last -> assertThat(last).contains("\"id\":\"cmpl-1\"", "\"created\":3,"),
            done -> assertThat(done).isEqualTo("data: [DONE]"));
  }

  @Test
  void chunks_ofLongTexts_areSeveral() {
    AnswerWriter writer =
        new CompletionChunksWriter(
            "cmpl-1", read("{\"model\":\"m\",\"prompt\":\"p\"}"), new TickingClock());
    writer.text("x".repeat(TextPieces.MAX_CHARS + 1));
    assertThat(text(writer).split("\n\n"))
        .hasSize(2)
        .satisfies(
            chunks -> assertThat(chunks[1]).contains("{\"text\":\"x\",").endsWith("ollama\"}"));
  }

  @Test
  void whereNothingIsAsked_theModelIsLoaded() {
    CompletionRequest request = read("{\"model\":\"nova-lite\"}");
    assertThat(OpenAiApi.modelRequest(request).call().get()).isNull();
    AnswerWriter whole = OpenAiApi.writer(request, new TickingClock());
    whole.end(END);
    assertThat(text(whole))
        .matches("(?s)\\{\"id\":\"cmpl-\\d{1,3}\",.*")
        .contains(
            "[{\"text\":\"\",\"index\":0,\"finish_reason\":\"load\"}],\"usage\":{\"prompt_tokens\":0,"
                + "\"completion_tokens\":0,\"total_tokens\":0}}");
    AnswerWriter streamed =
        OpenAiApi.writer(read("{\"model\":\"nova-lite\",\"stream\":true}"), new TickingClock());
    streamed.end(END);
    assertThat(text(streamed))
        .matches("(?s)data: \\{\"id\":\"cmpl-\\d{1,3}\",.*\"created\":1795428000,.*")
        .contains("\"finish_reason\":\"load\"")
        .doesNotContain("usage");
  }

  @Test
  void models_areListedUnderTheirNames() {
    ModelCatalogue models = ModelCatalogue.builtIn("us-east-1");
    assertThat(OpenAiApi.models(models))
        .asString()
        .startsWith("{\"object\":\"list\",\"data\":[{\"id\":\"")
        .contains(
            "{\"id\":\"nova-lite:latest\",\"object\":\"model\",\"created\":1795564800,"
                + "\"owned_by\":\"library\"}")
        .endsWith("]}\n");
    assertThat(OpenAiApi.model("Nova-Lite", models))
        .asString()
        .isEqualTo(
            "{\"id\":\"Nova-Lite\",\"object\":\"model\",\"created\":1795564800,"
                + "\"owned_by\":\"library\"}\n");
    assertThat(ModelList.Entry.of("host/me/mine:1", Instant.EPOCH).ownedBy()).isEqualTo("me");
    assertThat(ModelList.Entry.of("me/mine:1", Instant.EPOCH).ownedBy()).isEqualTo("me");
  }

  @Test
  void models_thatWereMadeLast_areListedFirst() {
    Instant made = Instant.parse("2026-11-26T10:00:00Z");
    ModelCatalogue models =
        ModelCatalogue.builtIn("us-east-1")
            .withPresets(
                List.of(
                    new Preset("old:1", "nova-lite", CallDefaults.NONE, made.minusSeconds(1)),
                    new Preset("new:1", "nova-lite", CallDefaults.NONE, made)));
    assertThat(OpenAiApi.models(models))
        .asString()
        .startsWith(
            "{\"object\":\"list\",\"data\":[{\"id\":\"new:1\",\"object\":\"model\",\"created\":1795687200,")
        .containsSubsequence(
            "\"new:1\"", "\"old:1\"", "\"created\":1795687199", "\"nova-lite:latest\"");
    assertThat(OpenAiApi.model("new:1", models)).asString().contains("\"created\":1795687200,");
  }

  @Test
  void models_thatAreNone_areAnEmptyList() {
    FoundationModel painter =
        new FoundationModel(
            "stability.painter-v1:0",
            "Painter",
            "Stability",
            List.of("TEXT"),
            List.of("IMAGE"),
            false,
            List.of("ON_DEMAND"),
            "ACTIVE",
            null);
    ModelCatalogue none =
        ModelCatalogue.builtIn("us-east-1").withListed(List.of(painter), List.of());
    assertThat(OpenAiApi.models(none)).asString().isEqualTo("{\"object\":\"list\",\"data\":[]}\n");
  }

  @Test
  void modelThatIsNotThere_isNamedWithItsTag() {
    ModelCatalogue models = ModelCatalogue.builtIn("us-east-1");
    assertThatThrownBy(() -> OpenAiApi.model("nope", models))
        .hasMessage("model 'nope:latest' not found");
    assertThatThrownBy(() -> OpenAiApi.model("a b", models)).hasMessage("invalid model name");
  }
}
