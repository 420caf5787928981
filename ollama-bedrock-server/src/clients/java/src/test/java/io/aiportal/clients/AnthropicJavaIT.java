package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.CacheControlEphemeral;
import com.anthropic.models.messages.CitationsConfigParam;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.DocumentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.fasterxml.jackson.core.type.TypeReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Anthropic's own client. */
class AnthropicJavaIT {

  @RegisterExtension static final Portal PORTAL = new Portal();

  private static final AnthropicClient CLIENT =
      AnthropicOkHttpClient.builder().baseUrl(PORTAL.url()).apiKey("any").maxRetries(0).build();

  private static final Tool WEATHER =
      Tool.builder()
          .name("get_weather")
          .description("The weather of a city")
          .inputSchema(
              Tool.InputSchema.builder()
                  .properties(
                      Tool.InputSchema.Properties.builder()
                          .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                          .build())
                  .addRequired("city")
                  .build())
          .build();

  /** What structured answers are of. */
  static final class Country {
    public String name = "";
    public String capital = "";
  }

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  private static MessageCreateParams.Builder params() {
    return MessageCreateParams.builder().model(Portal.MODEL).maxTokens(500);
  }

  private static MessageCreateParams.Builder ask(String question) {
    return params().addUserMessage(question);
  }

  private static Message answer(MessageCreateParams.Builder params) {
    return CLIENT.messages().create(params.build());
  }

  private static Message streamed(
      MessageCreateParams.Builder params, List<RawMessageStreamEvent> events) {
    MessageAccumulator accumulator = MessageAccumulator.create();
    try (StreamResponse<RawMessageStreamEvent> stream =
        CLIENT.messages().createStreaming(params.build())) {
      stream.stream().peek(accumulator::accumulate).forEach(events::add);
    }
    return accumulator.message();
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(block -> block.text())
        .collect(Collectors.joining());
  }

  private static List<ToolUseBlock> calls(Message message) {
    return message.content().stream()
        .flatMap(block -> block.toolUse().stream())
        .collect(Collectors.toList());
  }

  private static String city(ToolUseBlock call) {
    return call._input().convert(new TypeReference<Map<String, String>>() {}).get("city");
  }

  private static ContentBlockParam result(ToolUseBlock call, String content, boolean isError) {
    return ContentBlockParam.ofToolResult(
        ToolResultBlockParam.builder()
            .toolUseId(call.id())
            .content(content)
            .isError(isError)
            .build());
  }

  @Test
  void message() {
    Message message = answer(ask(Portal.CAPITAL));

    assertThat(text(message)).contains("Paris");
    assertThat(message.id()).startsWith("msg_");
    assertThat(message.model().asString()).isEqualTo(Portal.MODEL);
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
    assertThat(message.stopSequence()).isEmpty();
    assertThat(message.usage().inputTokens()).isPositive();
    assertThat(message.usage().outputTokens()).isPositive();
    message.validate();
  }

  @Test
  void message_streamed() {
    List<RawMessageStreamEvent> events = new ArrayList<>();
    Message message = streamed(ask(Portal.CAPITAL), events);

    assertThat(events).allSatisfy(RawMessageStreamEvent::validate);
    assertThat(events.get(0).isMessageStart()).isTrue();
    assertThat(events.get(1).isContentBlockStart()).isTrue();
    assertThat(events.get(events.size() - 1).isMessageStop()).isTrue();
    assertThat(events.stream().filter(RawMessageStreamEvent::isContentBlockDelta))
        .hasSizeGreaterThan(2);
    assertThat(text(message)).contains("Paris");
    assertThat(message.stopReason()).contains(StopReason.END_TURN);
    assertThat(message.usage().outputTokens()).isPositive();
  }

  @Test
  void message_async() {
    Message message = CLIENT.async().messages().create(ask(Portal.CAPITAL).build()).join();
    assertThat(text(message)).contains("Paris");
  }

  @Test
  void systemPrompt_isCached() {
    TextBlockParam system =
        TextBlockParam.builder()
            .text("Be short. ".repeat(2000))
            .cacheControl(CacheControlEphemeral.builder().build())
            .build();
    MessageCreateParams.Builder params =
        ask(Portal.CAPITAL).systemOfTextBlockParams(List.of(system));

    // What goes into the cache is counted with the rest of the input.
    assertThat(answer(params).usage().inputTokens()).isGreaterThan(1000);
    assertThat(answer(params).usage().cacheReadInputTokens().orElseThrow()).isPositive();
  }

  @Test
  void tools_goRound() {
    MessageCreateParams.Builder params = ask(Portal.WEATHER).addTool(WEATHER);
    Message asked = answer(params);

    assertThat(asked.stopReason()).contains(StopReason.TOOL_USE);
    ToolUseBlock call = calls(asked).get(0);
    assertThat(call.name()).isEqualTo("get_weather");
    assertThat(city(call)).isEqualTo("Paris");
    params
        .addMessage(asked)
        .addUserMessageOfContentBlockParams(List.of(result(call, "18 degrees", false)));
    assertThat(text(answer(params))).contains("18 degrees");
  }

  @Test
  void tools_inParallel_streamed() {
    MessageCreateParams.Builder params =
        ask("What is the weather in Paris and London?").addTool(WEATHER);
    Message asked = streamed(params, new ArrayList<>());

    List<ToolUseBlock> calls = calls(asked);
    assertThat(calls).extracting(AnthropicJavaIT::city).containsExactly("Paris", "London");
    params
        .addMessage(asked)
        .addUserMessageOfContentBlockParams(
            List.of(result(calls.get(0), "11", false), result(calls.get(1), "22", false)));
    assertThat(text(streamed(params, new ArrayList<>()))).contains("11", "22");
  }

  @Test
  void toolThatFailed_isTold() {
    MessageCreateParams.Builder params = ask(Portal.WEATHER).addTool(WEATHER);
    Message asked = answer(params);
    params
        .addMessage(asked)
        .addUserMessageOfContentBlockParams(
            List.of(result(calls(asked).get(0), "no connection", true)));
    assertThat(text(answer(params))).contains("could not");
  }

  @Test
  void toolChoice_isKept() {
    MessageCreateParams.Builder any =
        ask(Portal.CAPITAL).addTool(WEATHER).toolChoice(ToolChoiceAny.builder().build());
    assertThat(calls(answer(any))).hasSize(1);

    MessageCreateParams.Builder named =
        ask(Portal.CAPITAL).addTool(WEATHER).toolToolChoice("get_weather");
    assertThat(calls(answer(named))).extracting(ToolUseBlock::name).containsExactly("get_weather");
  }

  @Test
  void image() {
    List<ContentBlockParam> parts =
        List.of(
            ContentBlockParam.ofImage(
                Base64ImageSource.builder()
                    .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                    .data(Portal.png())
                    .build()),
            ContentBlockParam.ofText("What is this?"));
    assertThat(text(answer(params().addUserMessageOfContentBlockParams(parts)))).contains("PNG");
  }

  @Test
  void document() {
    List<ContentBlockParam> parts =
        List.of(
            ContentBlockParam.ofDocument(
                DocumentBlockParam.builder().textSource("A short note.").title("Note").build()),
            ContentBlockParam.ofText("What is this?"));
    assertThat(text(answer(params().addUserMessageOfContentBlockParams(parts))))
        .containsIgnoringCase("document");
  }

  @Test
  void document_isCited() {
    MessageCreateParams.Builder params =
        params()
            .addUserMessageOfContentBlockParams(
                List.of(
                    ContentBlockParam.ofDocument(
                        DocumentBlockParam.builder()
                            .textSource("A short note.")
                            .title("Note")
                            .citations(CitationsConfigParam.builder().enabled(true).build())
                            .build()),
                    ContentBlockParam.ofText("What does it say?")));
    assertThat(cited(answer(params))).containsExactly("A short note.");
    assertThat(cited(streamed(params, new ArrayList<>()))).containsExactly("A short note.");
  }

  private static List<String> cited(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .flatMap(text -> text.citations().stream().flatMap(List::stream))
        .map(citation -> citation.asCharLocation().citedText())
        .toList();
  }

  @Test
  void thinking_goesRoundWithItsSignature() {
    assertThinkingGoesRound(AnthropicJavaIT::answer);
  }

  @Test
  void thinking_streamed_goesRoundWithItsSignature() {
    assertThinkingGoesRound(params -> streamed(params, new ArrayList<>()));
  }

  private interface Asking {
    Message answer(MessageCreateParams.Builder params);
  }

  private static void assertThinkingGoesRound(Asking model) {
    MessageCreateParams.Builder params =
        ask(Portal.WEATHER).addTool(WEATHER).maxTokens(4000).enabledThinking(1024);
    Message asked = model.answer(params);

    ContentBlock first = asked.content().get(0);
    assertThat(first.asThinking().thinking()).isNotBlank();
    assertThat(first.asThinking().signature()).isNotBlank();
    params
        .addMessage(asked)
        .addUserMessageOfContentBlockParams(
            List.of(result(calls(asked).get(0), "18 degrees", false)));
    Message answered = model.answer(params);
    assertThat(answered.content().get(0).isThinking()).isTrue();
    assertThat(text(answered)).contains("18 degrees");
  }

  @Test
  void answer_isOfAGivenClass() {
    List<Country> countries =
        CLIENT
            .messages()
            .create(ask(Portal.CANADA).outputConfig(Country.class).build())
            .content()
            .stream()
            .flatMap(block -> block.text().stream())
            .map(block -> block.text())
            .collect(Collectors.toList());
    assertThat(countries)
        .singleElement()
        .extracting(country -> country.capital)
        .isEqualTo("Ottawa");
  }

  @Test
  void limits_areKept() {
    Message cut = answer(ask("Count to 100").maxTokens(5));
    assertThat(cut.stopReason()).contains(StopReason.MAX_TOKENS);
    assertThat(cut.usage().outputTokens()).isEqualTo(5);

    Message stopped = answer(ask("Count to 20").addStopSequence("7"));
    assertThat(stopped.stopReason()).contains(StopReason.STOP_SEQUENCE);
    assertThat(stopped.stopSequence()).contains("7");
    assertThat(text(stopped)).contains("6").doesNotContain("7");
  }

  @Test
  void tokens_areCounted() {
    MessageCountTokensParams params =
        MessageCountTokensParams.builder()
            .model(Portal.MODEL)
            .system("Be short.")
            .addTool(WEATHER)
            .addUserMessage(Portal.CAPITAL)
            .build();
    assertThat(CLIENT.messages().countTokens(params).inputTokens()).isPositive();
  }

  @Test
  void unknownModel() {
    assertThatThrownBy(() -> answer(ask(Portal.CAPITAL).model("no-such-model")))
        .isInstanceOfSatisfying(
            NotFoundException.class,
            e -> assertThat(e.errorType()).contains(ErrorType.NOT_FOUND_ERROR));
    assertThatThrownBy(
            () -> streamed(ask(Portal.CAPITAL).model("no-such-model"), new ArrayList<>()))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void badRequest() {
    assertThatThrownBy(() -> answer(params().messages(List.of())))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            e -> assertThat(e.errorType()).contains(ErrorType.INVALID_REQUEST_ERROR));
  }

  @Test
  void throttling() {
    assertThatThrownBy(() -> answer(ask(Portal.CAPITAL).model(Portal.THROTTLED)))
        .isInstanceOfSatisfying(
            RateLimitException.class,
            e -> assertThat(e.errorType()).contains(ErrorType.RATE_LIMIT_ERROR));
  }

  @Test
  void streamThatBreaks_isAnError() {
    List<RawMessageStreamEvent> events = new ArrayList<>();
    assertThatThrownBy(() -> streamed(ask(Portal.CAPITAL).model(Portal.BREAKS), events))
        .isInstanceOf(AnthropicServiceException.class);
    assertThat(events).anyMatch(RawMessageStreamEvent::isContentBlockDelta);
    assertThat(events).noneMatch(RawMessageStreamEvent::isMessageStop);
  }
}
