package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.model.tool.ToolCallingManager;
import org.springframework.ai.ollama.OllamaChatModel;
import org.springframework.ai.ollama.OllamaEmbeddingModel;
import org.springframework.ai.ollama.api.OllamaApi;
import org.springframework.ai.ollama.api.OllamaChatOptions;
import org.springframework.ai.ollama.api.OllamaEmbeddingOptions;
import org.springframework.ai.ollama.management.OllamaModelManager;
import org.springframework.ai.ollama.management.PullModelStrategy;
import org.springframework.ai.retry.NonTransientAiException;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.util.MimeTypeUtils;

/** The Ollama model classes of Spring AI. */
class SpringAiOllamaIT {

  @RegisterExtension static final Portal PORTAL = new Portal();

  private static final UserMessage ASK = new UserMessage(Portal.CAPITAL);

  private static final ToolCallback WEATHER =
      FunctionToolCallback.builder("get_weather", (Map<String, Object> asked) -> "18 degrees")
          .description("The weather of a city")
          .inputType(Map.class)
          .inputSchema(
              """
              {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""")
          .build();

  private static final OllamaApi API = OllamaApi.builder().baseUrl(PORTAL.url()).build();
  private static final ToolCallingManager TOOLS = ToolCallingManager.builder().build();

  private static OllamaChatOptions.Builder options() {
    return OllamaChatOptions.builder();
  }

  private static OllamaChatModel model(String name) {
    return OllamaChatModel.builder()
        .ollamaApi(API)
        .options((OllamaChatOptions) options().model(name).build())
        .toolCallingManager(TOOLS)
        .retryTemplate(new RetryTemplate(RetryPolicy.withMaxRetries(0)))
        .build();
  }

  private static final OllamaChatModel MODEL = model(Portal.MODEL);

  private static OllamaEmbeddingModel embeddings(OllamaEmbeddingOptions options) {
    return OllamaEmbeddingModel.builder().ollamaApi(API).options(options).build();
  }

  private static String text(ChatResponse response) {
    return response.getResult().getOutput().getText();
  }

  private static String text(List<ChatResponse> pieces) {
    StringBuilder text = new StringBuilder();
    for (ChatResponse piece : pieces) {
      String more = text(piece);
      text.append(more == null ? "" : more);
    }
    return text.toString();
  }

  @Test
  void chat() {
    ChatResponse answer = MODEL.call(new Prompt(new SystemMessage("Be short."), ASK));

    assertThat(text(answer)).contains("Paris");
    assertThat(answer.getResult().getMetadata().getFinishReason()).isEqualTo("stop");
    assertThat(answer.getMetadata().getModel()).isEqualTo(Portal.MODEL);
    assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
    assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isPositive();
  }

  @Test
  void chat_streamed() {
    List<ChatResponse> pieces = MODEL.stream(new Prompt(ASK)).collectList().block();

    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(text(pieces)).contains("Paris");
    ChatResponse last = pieces.get(pieces.size() - 1);
    assertThat(last.getResult().getMetadata().getFinishReason()).isEqualTo("stop");
    assertThat(last.getMetadata().getUsage().getCompletionTokens()).isPositive();
  }

  @Test
  void history_isKept() {
    List<Message> messages =
        List.of(
            new UserMessage("My name is Ada."),
            new AssistantMessage("Hello Ada."),
            new UserMessage("What is my name?"));
    assertThat(text(MODEL.call(new Prompt(messages)))).contains("Ada");
  }

  @Test
  void tools_goRound() {
    Prompt prompt = withTools(new UserMessage(Portal.WEATHER));
    ChatResponse asked = MODEL.call(prompt);

    assertThat(asked.getResult().getOutput().getToolCalls())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.name()).isEqualTo("get_weather");
              assertThat(call.arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Paris\"}");
            });
    assertThat(text(MODEL.call(afterCalls(prompt, asked)))).contains("18 degrees");
  }

  @Test
  void tools_inParallel_streamed() {
    Prompt prompt = withTools(new UserMessage("What is the weather in Paris and London?"));
    List<ChatResponse> pieces = MODEL.stream(prompt).collectList().block();

    List<AssistantMessage.ToolCall> calls = new ArrayList<>();
    pieces.forEach(piece -> calls.addAll(piece.getResult().getOutput().getToolCalls()));
    assertThat(calls)
        .extracting(call -> call.arguments().replace(" ", ""))
        .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"London\"}");
  }

  private static Prompt withTools(Message message) {
    return new Prompt(
        List.of(message), options().model(Portal.MODEL).toolCallbacks(WEATHER).build());
  }

  private static Prompt afterCalls(Prompt prompt, ChatResponse asked) {
    return new Prompt(
        TOOLS.executeToolCalls(prompt, asked).conversationHistory(), prompt.getOptions());
  }

  @Test
  void image() {
    Media picture =
        Media.builder()
            .mimeType(MimeTypeUtils.IMAGE_PNG)
            .data(Base64.getDecoder().decode(Portal.png()))
            .build();
    UserMessage question = UserMessage.builder().text("What is this?").media(picture).build();
    assertThat(text(MODEL.call(new Prompt(question)))).contains("PNG");
  }

  @Test
  void thinking() {
    ChatResponse answer =
        MODEL.call(new Prompt(ASK, options().model(Portal.MODEL).enableThinking().build()));

    assertThat(answer.getResult().getMetadata().<String>get("thinking")).isNotBlank();
    assertThat(text(answer)).contains("Paris");
  }

  @Test
  void thinking_streamed() {
    List<ChatResponse> pieces =
        MODEL.stream(new Prompt(ASK, options().model(Portal.MODEL).enableThinking().build()))
            .collectList()
            .block();

    assertThat(pieces)
        .anySatisfy(
            piece ->
                assertThat(piece.getResult().getMetadata().<String>get("thinking")).isNotBlank());
    assertThat(text(pieces)).contains("Paris");
  }

  @Test
  void answer_isOfAGivenSchema() {
    String country =
        """
        {"type":"object","properties":{"name":{"type":"string"},"capital":{"type":"string"}},
         "required":["name","capital"],"additionalProperties":false}""";
    ChatResponse answer =
        MODEL.call(
            new Prompt(Portal.CANADA, options().model(Portal.MODEL).outputSchema(country).build()));
    assertThat(text(answer)).contains("\"capital\"", "\"Ottawa\"");
  }

  @Test
  void options_areKept() {
    ChatResponse cut =
        MODEL.call(
            new Prompt(
                "Count to 100",
                options().model(Portal.MODEL).temperature(0.5).numPredict(5).numCtx(4096).build()));
    assertThat(cut.getResult().getMetadata().getFinishReason()).isEqualTo("length");
    assertThat(cut.getMetadata().getUsage().getCompletionTokens()).isEqualTo(5);

    ChatResponse stopped =
        MODEL.call(
            new Prompt("Count to 20", options().model(Portal.MODEL).stop(List.of("7")).build()));
    assertThat(text(stopped)).contains("6").doesNotContain("7");
  }

  @Test
  void unknownModel() {
    OllamaChatModel unknown = model("no-such-model");
    assertThatThrownBy(() -> unknown.call(new Prompt(ASK)))
        .isInstanceOf(NonTransientAiException.class)
        .hasMessageContaining("model 'no-such-model' not found");
  }

  @Test
  void unknownModel_streamed() {
    OllamaChatModel unknown = model("no-such-model");
    assertThatThrownBy(() -> unknown.stream(new Prompt(ASK)).collectList().block())
        .hasMessageContaining("404");
  }

  @Test
  void throttling() {
    OllamaChatModel throttled = model(Portal.THROTTLED);
    assertThatThrownBy(() -> throttled.call(new Prompt(ASK))).hasMessageContaining("429");
  }

  @Test
  void streamThatBreaks_isAnError() {
    List<ChatResponse> pieces = new ArrayList<>();
    assertThatThrownBy(
            () -> model(Portal.BREAKS).stream(new Prompt(ASK)).doOnNext(pieces::add).blockLast())
        .isInstanceOf(RuntimeException.class);
    assertThat(pieces).isNotEmpty();
  }

  @Test
  void embeddings_ofSeveralTexts() {
    EmbeddingResponse answer =
        embeddings(OllamaEmbeddingOptions.builder().model(Portal.EMBEDDING_MODEL).build())
            .call(new EmbeddingRequest(List.of("one", "two"), null));

    assertThat(answer.getResults())
        .hasSize(2)
        .allSatisfy(
            embedding -> {
              assertThat(embedding.getOutput()).hasSize(1024);
              double square = 0;
              for (float part : embedding.getOutput()) {
                square += part * part;
              }
              assertThat(square).isCloseTo(1, within(1e-3));
            });
    assertThat(answer.getMetadata().getUsage().getPromptTokens()).isPositive();
  }

  @Test
  void embeddings_ofGivenDimensions() {
    OllamaEmbeddingOptions options =
        OllamaEmbeddingOptions.builder().model(Portal.EMBEDDING_MODEL).dimensions(256).build();
    assertThat(embeddings(options).embed("one")).hasSize(256);
  }

  @Test
  void models_areListedAndShown() {
    OllamaApi.Model model =
        API.listModels().models().stream()
            .filter(m -> m.name().equals(Portal.MODEL + ":latest"))
            .findAny()
            .get();
    assertThat(model.digest()).hasSize(64);
    assertThat(model.size()).isPositive();
    assertThat(model.modifiedAt()).isNotNull();

    OllamaApi.ShowModelResponse shown = API.showModel(new OllamaApi.ShowModelRequest(model.name()));
    assertThat(shown.capabilities()).contains("completion", "tools", "vision", "thinking");
    assertThat(shown.modelInfo()).containsKey("general.architecture");
    assertThat(shown.details().family()).isNotBlank();
  }

  @Test
  void models_arePulledCopiedAndDeleted() {
    OllamaModelManager manager = new OllamaModelManager(API);
    manager.pullModel(Portal.MODEL, PullModelStrategy.ALWAYS);
    assertThat(manager.isModelAvailable(Portal.MODEL)).isTrue();

    API.copyModel(new OllamaApi.CopyModelRequest(Portal.MODEL, "copy"));
    assertThat(manager.isModelAvailable("copy")).isTrue();
    manager.deleteModel("copy");
    assertThat(manager.isModelAvailable("copy")).isFalse();
  }

  @Test
  void unknownModel_cannotBePulled() {
    assertThatThrownBy(
            () -> new OllamaModelManager(API).pullModel("no-such-model", PullModelStrategy.ALWAYS))
        .isInstanceOf(RuntimeException.class);
  }
}
