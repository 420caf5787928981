package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionNamedToolChoice;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** OpenAI's own client. */
class OpenAiJavaIT {

  @RegisterExtension static final Portal PORTAL = new Portal();

  private static final OpenAIClient CLIENT =
      OpenAIOkHttpClient.builder()
          .baseUrl(PORTAL.url() + "/v1")
          .apiKey("any")
          .maxRetries(0)
          .build();

  private static final Map<String, JsonValue> CITY =
      Map.of(
          "type", JsonValue.from("object"),
          "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))),
          "required", JsonValue.from(List.of("city")));

  private static final FunctionDefinition WEATHER =
      FunctionDefinition.builder()
          .name("get_weather")
          .description("The weather of a city")
          .parameters(FunctionParameters.builder().putAllAdditionalProperties(CITY).build())
          .build();

  private static final FunctionTool RESPONSE_TOOL =
      FunctionTool.builder()
          .name("get_weather")
          .description("The weather of a city")
          .parameters(FunctionTool.Parameters.builder().putAllAdditionalProperties(CITY).build())
          .strict(false)
          .build();

  private static final String TWO_CITIES = "What is the weather in Paris and London?";

  /** What structured answers are of. */
  static final class Country {
    public String name = "";
    public String capital = "";
  }

  /** The arguments of a call. */
  static final class City {
    public String city = "";
  }

  @AfterAll
  static void close() {
    CLIENT.close();
  }

  private static ChatCompletionCreateParams.Builder chat(String question) {
    return ChatCompletionCreateParams.builder().model(Portal.MODEL).addUserMessage(question);
  }

  private static ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
    return CLIENT.chat().completions().create(params.build());
  }

  private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder params) {
    try (StreamResponse<ChatCompletionChunk> stream =
        CLIENT.chat().completions().createStreaming(params.build())) {
      return stream.stream().collect(Collectors.toList());
    }
  }

  private static ChatCompletion.Choice whole(List<ChatCompletionChunk> chunks) {
    ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
    chunks.forEach(accumulator::accumulate);
    return accumulator.chatCompletion().choices().get(0);
  }

  private static String text(ChatCompletion answer) {
    return answer.choices().get(0).message().content().orElseThrow();
  }

  private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletionMessage message) {
    return message.toolCalls().orElse(List.of()).stream()
        .map(ChatCompletionMessageToolCall::asFunction)
        .collect(Collectors.toList());
  }

  private static ChatCompletionToolMessageParam result(
      ChatCompletionMessageFunctionToolCall call, String content) {
    return ChatCompletionToolMessageParam.builder().toolCallId(call.id()).content(content).build();
  }

  @Test
  void chat() {
    ChatCompletion answer = ask(chat(Portal.CAPITAL).addDeveloperMessage("Be short."));

    assertThat(text(answer)).contains("Paris");
    assertThat(answer.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    assertThat(answer.id()).startsWith("chatcmpl-");
    assertThat(answer.model()).isEqualTo(Portal.MODEL);
    assertThat(answer.usage().orElseThrow().promptTokens()).isPositive();
    assertThat(answer.usage().orElseThrow().completionTokens()).isPositive();
    answer.validate();
  }

  @Test
  void chat_streamed() {
    List<ChatCompletionChunk> chunks = stream(chat(Portal.CAPITAL));

    assertThat(chunks).hasSizeGreaterThan(2).allSatisfy(ChatCompletionChunk::validate);
    assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
    assertThat(whole(chunks).message().content().orElseThrow()).contains("Paris");
    assertThat(whole(chunks).finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
  }

  @Test
  void chat_streamedWithUsage() {
    List<ChatCompletionChunk> chunks =
        stream(
            chat(Portal.CAPITAL)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));

    ChatCompletionChunk last = chunks.get(chunks.size() - 1);
    assertThat(last.choices()).isEmpty();
    assertThat(last.usage().orElseThrow().completionTokens()).isPositive();
  }

  @Test
  void chat_async() {
    ChatCompletion answer =
        CLIENT.async().chat().completions().create(chat(Portal.CAPITAL).build()).join();
    assertThat(text(answer)).contains("Paris");
  }

  @Test
  void tools_goRound() {
    ChatCompletionCreateParams.Builder params = chat(Portal.WEATHER).addFunctionTool(WEATHER);
    ChatCompletion.Choice asked = ask(params).choices().get(0);

    assertThat(asked.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    ChatCompletionMessageFunctionToolCall call = calls(asked.message()).get(0);
    assertThat(call.function().name()).isEqualTo("get_weather");
    assertThat(call.function().arguments(City.class).city).isEqualTo("Paris");
    params.addMessage(asked.message()).addMessage(result(call, "18 degrees"));
    assertThat(text(ask(params))).contains("18 degrees");
  }

  @Test
  void tools_inParallel_streamed() {
    ChatCompletionCreateParams.Builder params = chat(TWO_CITIES).addFunctionTool(WEATHER);
    ChatCompletion.Choice asked = whole(stream(params));

    List<ChatCompletionMessageFunctionToolCall> calls = calls(asked.message());
    assertThat(calls)
        .extracting(call -> call.function().arguments(City.class).city)
        .containsExactly("Paris", "London");
    assertThat(calls).extracting(ChatCompletionMessageFunctionToolCall::id).doesNotHaveDuplicates();
    params
        .addMessage(asked.message())
        .addMessage(result(calls.get(0), "11"))
        .addMessage(result(calls.get(1), "22"));
    assertThat(whole(stream(params)).message().content().orElseThrow()).contains("11", "22");
  }

  @Test
  void toolChoice_isKept() {
    ChatCompletion any =
        ask(
            chat(Portal.CAPITAL)
                .addFunctionTool(WEATHER)
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED));
    assertThat(calls(any.choices().get(0).message())).hasSize(1);

    ChatCompletion named =
        ask(
            chat(Portal.CAPITAL)
                .addFunctionTool(WEATHER)
                .toolChoice(
                    ChatCompletionNamedToolChoice.builder()
                        .function(
                            ChatCompletionNamedToolChoice.Function.builder()
                                .name("get_weather")
                                .build())
                        .build()));
    assertThat(calls(named.choices().get(0).message()))
        .extracting(call -> call.function().name())
        .containsExactly("get_weather");

    ChatCompletion none =
        ask(
            chat(Portal.WEATHER)
                .addFunctionTool(WEATHER)
                .toolChoice(ChatCompletionToolChoiceOption.Auto.NONE));
    assertThat(calls(none.choices().get(0).message())).isEmpty();
  }

  @Test
  void image() {
    List<ChatCompletionContentPart> parts =
        List.of(
            ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("What is this?").build()),
            ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder()
                    .imageUrl(
                        ChatCompletionContentPartImage.ImageUrl.builder()
                            .url("data:image/png;base64," + Portal.png())
                            .build())
                    .build()));
    ChatCompletion answer =
        ask(
            ChatCompletionCreateParams.builder()
                .model(Portal.MODEL)
                .addUserMessageOfArrayOfContentParts(parts));
    assertThat(text(answer)).contains("PNG");
  }

  @Test
  void reasoning() {
    ChatCompletion answer = ask(chat(Portal.CAPITAL).reasoningEffort(ReasoningEffort.LOW));

    assertThat(text(answer)).contains("Paris");
    // What Ollama adds to the genuine API.
    assertThat(answer.choices().get(0).message()._additionalProperties().get("reasoning"))
        .extracting(JsonValue::toString)
        .asString()
        .isNotBlank();
  }

  @Test
  void answer_isOfAGivenClass() {
    Country country =
        CLIENT
            .chat()
            .completions()
            .create(chat(Portal.CANADA).responseFormat(Country.class).build())
            .choices()
            .get(0)
            .message()
            .content()
            .orElseThrow();
    assertThat(country.capital).isEqualTo("Ottawa");
  }

  @Test
  void limits_areKept() {
    ChatCompletion cut = ask(chat("Count to 100").maxCompletionTokens(5));
    assertThat(cut.choices().get(0).finishReason())
        .isEqualTo(ChatCompletion.Choice.FinishReason.LENGTH);
    assertThat(cut.usage().orElseThrow().completionTokens()).isEqualTo(5);

    ChatCompletion stopped = ask(chat("Count to 20").stop("7").temperature(0.5));
    assertThat(text(stopped)).contains("6").doesNotContain("7");
  }

  @Test
  void completion() {
    CompletionCreateParams params =
        CompletionCreateParams.builder().model(Portal.MODEL).prompt(Portal.CAPITAL).build();
    assertThat(CLIENT.completions().create(params).choices().get(0).text()).contains("Paris");

    try (StreamResponse<Completion> stream = CLIENT.completions().createStreaming(params)) {
      assertThat(
              stream.stream()
                  .flatMap(chunk -> chunk.choices().stream())
                  .map(choice -> choice.text())
                  .collect(Collectors.joining()))
          .contains("Paris");
    }
  }

  @Test
  void models() {
    assertThat(CLIENT.models().list().data())
        .anyMatch(model -> model.id().startsWith(Portal.MODEL))
        .allSatisfy(model -> model.validate());
    assertThat(CLIENT.models().retrieve(Portal.MODEL).id()).isEqualTo(Portal.MODEL);
    assertThatThrownBy(() -> CLIENT.models().retrieve("no-such-model"))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void embeddings() {
    EmbeddingCreateParams.Builder params =
        EmbeddingCreateParams.builder().model(Portal.EMBEDDING_MODEL);
    CreateEmbeddingResponse several =
        CLIENT.embeddings().create(params.inputOfArrayOfStrings(List.of("one", "two")).build());
    assertThat(several.data())
        .hasSize(2)
        .allSatisfy(one -> assertThat(one.embedding()).hasSize(1024));
    assertThat(several.usage().promptTokens()).isPositive();

    params.input("one").dimensions(256);
    List<Float> coded =
        CLIENT
            .embeddings()
            .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64).build())
            .data()
            .get(0)
            .embedding();
    assertThat(coded)
        .hasSize(256)
        .isEqualTo(
            CLIENT
                .embeddings()
                .create(params.encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT).build())
                .data()
                .get(0)
                .embedding());
  }

  @Test
  void unknownModel() {
    assertThatThrownBy(() -> ask(chat(Portal.CAPITAL).model("no-such-model")))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("model 'no-such-model' not found");
    assertThatThrownBy(() -> stream(chat(Portal.CAPITAL).model("no-such-model")))
        .isInstanceOf(NotFoundException.class);
  }

  @Test
  void badRequest() {
    assertThatThrownBy(
            () -> ask(ChatCompletionCreateParams.builder().model(Portal.MODEL).messages(List.of())))
        .isInstanceOf(BadRequestException.class);
  }

  @Test
  void throttling() {
    assertThatThrownBy(() -> ask(chat(Portal.CAPITAL).model(Portal.THROTTLED)))
        .isInstanceOf(RateLimitException.class);
  }

  @Test
  void streamThatBreaks_isAnError() {
    List<ChatCompletionChunk> chunks = new ArrayList<>();
    ChatCompletionCreateParams params = chat(Portal.CAPITAL).model(Portal.BREAKS).build();
    assertThatThrownBy(
            () -> {
              try (StreamResponse<ChatCompletionChunk> stream =
                  CLIENT.chat().completions().createStreaming(params)) {
                stream.stream().forEach(chunks::add);
              }
            })
        .isInstanceOf(OpenAIException.class);
    assertThat(chunks).isNotEmpty();
    assertThat(chunks).noneMatch(chunk -> chunk.choices().get(0).finishReason().isPresent());
  }

  private static ResponseCreateParams.Builder response(String question) {
    return ResponseCreateParams.builder().model(Portal.MODEL).input(question);
  }

  private static Response streamed(
      ResponseCreateParams.Builder params, List<ResponseStreamEvent> events) {
    ResponseAccumulator accumulator = ResponseAccumulator.create();
    try (StreamResponse<ResponseStreamEvent> stream =
        CLIENT.responses().createStreaming(params.build())) {
      stream.stream().peek(accumulator::accumulate).forEach(events::add);
    }
    return accumulator.response();
  }

  private static String text(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .map(content -> content.asOutputText().text())
        .collect(Collectors.joining());
  }

  private static List<ResponseFunctionToolCall> calls(Response response) {
    return response.output().stream()
        .flatMap(item -> item.functionCall().stream())
        .collect(Collectors.toList());
  }

  private static ResponseInputItem user(String text) {
    return ResponseInputItem.ofEasyInputMessage(
        EasyInputMessage.builder().role(EasyInputMessage.Role.USER).content(text).build());
  }

  private static ResponseInputItem result(ResponseFunctionToolCall call, String output) {
    return ResponseInputItem.ofFunctionCallOutput(
        ResponseInputItem.FunctionCallOutput.builder()
            .callId(call.callId())
            .output(output)
            .build());
  }

  @Test
  void response() {
    Response answer =
        CLIENT.responses().create(response(Portal.CAPITAL).instructions("Be short.").build());

    assertThat(text(answer)).contains("Paris");
    assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
    assertThat(answer.usage().orElseThrow().outputTokens()).isPositive();
    answer.validate();
  }

  @Test
  void response_streamed() {
    List<ResponseStreamEvent> events = new ArrayList<>();
    Response answer = streamed(response(Portal.CAPITAL), events);

    assertThat(events).allSatisfy(ResponseStreamEvent::validate);
    assertThat(events.get(0).isCreated()).isTrue();
    assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
    assertThat(text(answer))
        .contains("Paris")
        .isEqualTo(
            events.stream()
                .flatMap(event -> event.outputTextDelta().stream())
                .map(delta -> delta.delta())
                .collect(Collectors.joining()));
  }

  @Test
  void response_callsTools() {
    List<ResponseInputItem> items = new ArrayList<>(List.of(user(TWO_CITIES)));
    ResponseCreateParams.Builder params =
        ResponseCreateParams.builder()
            .model(Portal.MODEL)
            .addTool(RESPONSE_TOOL)
            .inputOfResponse(items);
    List<ResponseFunctionToolCall> calls = calls(streamed(params, new ArrayList<>()));

    assertThat(calls)
        .extracting(call -> call.arguments(City.class).city)
        .containsExactly("Paris", "London");
    calls.forEach(call -> items.add(ResponseInputItem.ofFunctionCall(call)));
    items.add(result(calls.get(0), "11"));
    items.add(result(calls.get(1), "22"));
    Response answer = CLIENT.responses().create(params.inputOfResponse(items).build());
    assertThat(text(answer)).contains("11", "22");
  }

  @Test
  void response_reasons_andItsReasoningGoesRound() {
    List<ResponseInputItem> items = new ArrayList<>(List.of(user(Portal.WEATHER)));
    ResponseCreateParams.Builder params =
        ResponseCreateParams.builder()
            .model(Portal.MODEL)
            .addTool(RESPONSE_TOOL)
            .reasoning(Reasoning.builder().effort(ReasoningEffort.LOW).build())
            .inputOfResponse(items);
    Response asked = CLIENT.responses().create(params.build());

    assertThat(asked.output()).anyMatch(ResponseOutputItem::isReasoning);
    for (ResponseOutputItem item : asked.output()) {
      item.reasoning().map(ResponseInputItem::ofReasoning).ifPresent(items::add);
      item.message().map(ResponseInputItem::ofResponseOutputMessage).ifPresent(items::add);
      item.functionCall().map(ResponseInputItem::ofFunctionCall).ifPresent(items::add);
    }
    items.add(result(calls(asked).get(0), "18 degrees"));
    assertThat(text(CLIENT.responses().create(params.inputOfResponse(items).build())))
        .contains("18 degrees");
  }

  @Test
  void response_toAnImage() {
    List<ResponseInputContent> parts =
        List.of(
            ResponseInputContent.ofInputText(
                ResponseInputText.builder().text("What is this?").build()),
            ResponseInputContent.ofInputImage(
                ResponseInputImage.builder()
                    .detail(ResponseInputImage.Detail.AUTO)
                    .imageUrl("data:image/png;base64," + Portal.png())
                    .build()));
    EasyInputMessage message =
        EasyInputMessage.builder()
            .role(EasyInputMessage.Role.USER)
            .contentOfResponseInputMessageContentList(parts)
            .build();
    ResponseCreateParams.Builder params =
        ResponseCreateParams.builder()
            .model(Portal.MODEL)
            .inputOfResponse(List.of(ResponseInputItem.ofEasyInputMessage(message)));
    assertThat(text(CLIENT.responses().create(params.build()))).contains("PNG");
  }

  @Test
  void response_isOfAGivenClass() {
    List<Country> countries =
        CLIENT
            .responses()
            .create(response(Portal.CANADA).text(Country.class).build())
            .output()
            .stream()
            .flatMap(item -> item.message().stream())
            .flatMap(message -> message.content().stream())
            .map(content -> content.asOutputText())
            .collect(Collectors.toList());
    assertThat(countries)
        .singleElement()
        .extracting(country -> country.capital)
        .isEqualTo("Ottawa");
  }

  @Test
  void response_thatALimitCut_isIncomplete() {
    Response answer =
        CLIENT.responses().create(response("Count to 100").maxOutputTokens(5).build());
    assertThat(answer.status()).contains(ResponseStatus.INCOMPLETE);
  }

  @Test
  void response_thatBreaks_isNoWholeOne() {
    List<ResponseStreamEvent> events = new ArrayList<>();
    assertThat(streamed(response(Portal.CAPITAL).model(Portal.BREAKS), events).status())
        .contains(ResponseStatus.FAILED);
    assertThat(events).anyMatch(ResponseStreamEvent::isOutputTextDelta);
    assertThat(events).noneMatch(ResponseStreamEvent::isCompleted);
  }

  @Test
  void response_afterAnother_isRefused() {
    assertThatThrownBy(
            () ->
                CLIENT
                    .responses()
                    .create(response(Portal.CAPITAL).previousResponseId("resp_1").build()))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("previous_response_id");
  }
}
