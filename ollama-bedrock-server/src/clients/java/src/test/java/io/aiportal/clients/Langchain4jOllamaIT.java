package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaEmbeddingModel;
import dev.langchain4j.model.ollama.OllamaLanguageModel;
import dev.langchain4j.model.ollama.OllamaModel;
import dev.langchain4j.model.ollama.OllamaModelCard;
import dev.langchain4j.model.ollama.OllamaModels;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.ollama.RunningOllamaModel;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The models of langchain4j-ollama. */
class Langchain4jOllamaIT {

  @RegisterExtension static final Portal PORTAL = new Portal();

  private static final UserMessage ASK = UserMessage.from(Portal.CAPITAL);

  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("get_weather")
          .description("The weather of a city")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
          .build();

  private static OllamaChatModel.OllamaChatModelBuilder model(String name) {
    return OllamaChatModel.builder().baseUrl(PORTAL.url()).modelName(name);
  }

  private static final ChatModel MODEL = model(Portal.MODEL).build();

  private static Streamed stream(String model, boolean think, ChatRequest request) {
    Streamed streamed = new Streamed();
    OllamaStreamingChatModel.builder()
        .baseUrl(PORTAL.url())
        .modelName(model)
        .think(think)
        .returnThinking(think)
        .build()
        .chat(request, streamed);
    return streamed;
  }

  private static ChatRequest request(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages).build();
  }

  private static ChatRequest requestWithTools(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages).toolSpecifications(WEATHER).build();
  }

  private static OllamaEmbeddingModel.OllamaEmbeddingModelBuilder embeddings(String name) {
    return OllamaEmbeddingModel.builder().baseUrl(PORTAL.url()).modelName(name).maxRetries(0);
  }

  private static OllamaModels models() {
    return OllamaModels.builder().baseUrl(PORTAL.url()).maxRetries(0).build();
  }

  @Test
  void chat() {
    ChatResponse answer = MODEL.chat(SystemMessage.from("Be short."), ASK);

    assertThat(answer.aiMessage().text()).contains("Paris");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.modelName()).isEqualTo(Portal.MODEL);
    assertThat(answer.tokenUsage().inputTokenCount()).isPositive();
    assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void chat_streamed() throws Exception {
    Streamed streamed = stream(Portal.MODEL, false, request(ASK));
    ChatResponse answer = streamed.answer.get();

    assertThat(streamed.pieces).hasSizeGreaterThan(2);
    assertThat(String.join("", streamed.pieces))
        .isEqualTo(answer.aiMessage().text())
        .contains("Paris");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void history_isKept() {
    ChatResponse answer =
        MODEL.chat(
            UserMessage.from("My name is Ada."),
            AiMessage.from("Hello Ada."),
            UserMessage.from("What is my name?"));
    assertThat(answer.aiMessage().text()).contains("Ada");
  }

  @Test
  void tools_goRound() {
    UserMessage question = UserMessage.from(Portal.WEATHER);
    AiMessage asked = MODEL.chat(requestWithTools(question)).aiMessage();

    assertThat(asked.toolExecutionRequests())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.name()).isEqualTo("get_weather");
              assertThat(call.arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Paris\"}");
            });
    ToolExecutionResultMessage result =
        ToolExecutionResultMessage.from(asked.toolExecutionRequests().get(0), "18 degrees");
    assertThat(MODEL.chat(requestWithTools(question, asked, result)).aiMessage().text())
        .contains("18 degrees");
  }

  @Test
  void tools_inParallel_streamed() throws Exception {
    UserMessage question = UserMessage.from("What is the weather in Paris and London?");
    AiMessage asked =
        stream(Portal.MODEL, false, requestWithTools(question)).answer.get().aiMessage();

    assertThat(asked.toolExecutionRequests())
        .extracting(call -> call.arguments().replace(" ", ""))
        .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"London\"}");
    ToolExecutionResultMessage first =
        ToolExecutionResultMessage.from(asked.toolExecutionRequests().get(0), "11");
    ToolExecutionResultMessage second =
        ToolExecutionResultMessage.from(asked.toolExecutionRequests().get(1), "22");
    assertThat(
            stream(Portal.MODEL, false, requestWithTools(question, asked, first, second))
                .answer
                .get()
                .aiMessage()
                .text())
        .contains("11", "22");
  }

  @Test
  void image() {
    UserMessage question =
        UserMessage.from(
            TextContent.from("What is this?"), ImageContent.from(Portal.png(), "image/png"));
    assertThat(MODEL.chat(question).aiMessage().text()).contains("PNG");
  }

  @Test
  void thinking() {
    ChatModel thinking = model(Portal.MODEL).think(true).returnThinking(true).build();
    AiMessage answer = thinking.chat(ASK).aiMessage();

    assertThat(answer.thinking()).isNotBlank();
    assertThat(answer.text()).contains("Paris");
    // With its thinking sent back, as this client does.
    assertThat(thinking.chat(ASK, answer, ASK).aiMessage().text()).contains("Paris");
  }

  @Test
  void thinking_streamed() throws Exception {
    Streamed streamed = stream(Portal.MODEL, true, request(ASK));
    AiMessage answer = streamed.answer.get().aiMessage();

    assertThat(streamed.thoughts).isNotEmpty();
    assertThat(answer.thinking()).isEqualTo(String.join("", streamed.thoughts));
    assertThat(answer.text()).contains("Paris");
  }

  @Test
  void answer_isOfAGivenSchema() {
    JsonSchema country =
        JsonSchema.builder()
            .name("Country")
            .rootElement(
                JsonObjectSchema.builder()
                    .addStringProperty("name")
                    .addStringProperty("capital")
                    .required("name", "capital")
                    .additionalProperties(false)
                    .build())
            .build();
    ResponseFormat format =
        ResponseFormat.builder().type(ResponseFormatType.JSON).jsonSchema(country).build();
    ChatResponse answer =
        MODEL.chat(
            ChatRequest.builder()
                .messages(UserMessage.from(Portal.CANADA))
                .responseFormat(format)
                .build());
    assertThat(answer.aiMessage().text()).contains("\"capital\"", "\"Ottawa\"");
  }

  @Test
  void options_areKept() {
    ChatModel limited =
        model(Portal.MODEL).numPredict(5).temperature(0.5).seed(1).numCtx(4096).build();
    ChatResponse cut = limited.chat(UserMessage.from("Count to 100"));
    assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(cut.tokenUsage().outputTokenCount()).isEqualTo(5);

    ChatModel stopped = model(Portal.MODEL).stop(List.of("7")).build();
    assertThat(stopped.chat(UserMessage.from("Count to 20")).aiMessage().text())
        .contains("6")
        .doesNotContain("7");
  }

  @Test
  void generate() {
    Response<String> answer =
        OllamaLanguageModel.builder()
            .baseUrl(PORTAL.url())
            .modelName(Portal.MODEL)
            .build()
            .generate(Portal.CAPITAL);
    assertThat(answer.content()).contains("Paris");
    assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void unknownModel() {
    ChatModel unknown = model("no-such-model").build();
    assertThatThrownBy(() -> unknown.chat(ASK))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("model 'no-such-model' not found");
  }

  @Test
  void unknownModel_streamed() {
    Streamed streamed = stream("no-such-model", false, request(ASK));
    assertThatThrownBy(streamed.answer::get)
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("model 'no-such-model' not found");
  }

  @Test
  void throttling() {
    ChatModel throttled = model(Portal.THROTTLED).build();
    assertThatThrownBy(() -> throttled.chat(ASK)).isInstanceOf(RateLimitException.class);
  }

  @Test
  void streamThatBreaks_isAnError() {
    Streamed streamed = stream(Portal.BREAKS, false, request(ASK));
    assertThatThrownBy(streamed.answer::get).isInstanceOf(ExecutionException.class);
    assertThat(streamed.pieces).isNotEmpty();
  }

  @Test
  void embeddings_ofSeveralTexts() {
    Response<List<Embedding>> answer =
        embeddings(Portal.EMBEDDING_MODEL)
            .build()
            .embedAll(List.of(TextSegment.from("one"), TextSegment.from("two")));

    assertThat(answer.content())
        .hasSize(2)
        .allSatisfy(
            embedding -> {
              assertThat(embedding.dimension()).isEqualTo(1024);
              double square = 0;
              for (float part : embedding.vector()) {
                square += part * part;
              }
              assertThat(square).isCloseTo(1, within(1e-3));
            });
  }

  @Test
  void embeddings_ofGivenDimensions() {
    assertThat(
            embeddings(Portal.EMBEDDING_MODEL)
                .dimensions(256)
                .build()
                .embed("one")
                .content()
                .dimension())
        .isEqualTo(256);
  }

  @Test
  void embeddings_ofUnknownModel() {
    assertThatThrownBy(() -> embeddings("no-such-model").build().embed("one"))
        .isInstanceOf(ModelNotFoundException.class);
  }

  @Test
  void models_areListedAndShown() {
    List<OllamaModel> listed = models().availableModels().content();
    OllamaModel model =
        listed.stream().filter(m -> m.getName().equals(Portal.MODEL + ":latest")).findAny().get();
    assertThat(model.getDigest()).hasSize(64);
    assertThat(model.getSize()).isPositive();
    assertThat(model.getModifiedAt()).isNotNull();

    OllamaModelCard card = models().modelCard(model).content();
    assertThat(card.getCapabilities()).contains("completion", "tools", "vision", "thinking");
    assertThat(card.getModelInfo()).containsKey("general.architecture");
    assertThat(card.getDetails().getFamily()).isNotBlank();
  }

  @Test
  void model_runsOnceItAnswered() {
    MODEL.chat(ASK);

    List<RunningOllamaModel> running = models().runningModels().content();
    assertThat(running)
        .anySatisfy(
            model -> {
              assertThat(model.getName()).isEqualTo(Portal.MODEL + ":latest");
              assertThat(model.getExpiresAt()).isNotNull();
              assertThat(model.getSizeVram()).isPositive();
            });
  }

  @Test
  void modelThatIsNotThere_cannotBeDeleted() {
    assertThatThrownBy(() -> models().deleteModel("no-such-model"))
        .hasMessageContaining("not found");
  }

  /** What a streamed answer brought. */
  private static final class Streamed implements StreamingChatResponseHandler {

    final List<String> pieces = new ArrayList<>();
    final List<String> thoughts = new ArrayList<>();
    final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String piece) {
      pieces.add(piece);
    }

    @Override
    public void onPartialThinking(PartialThinking thought) {
      thoughts.add(thought.text());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable error) {
      answer.completeExceptionally(error);
    }
  }
}
