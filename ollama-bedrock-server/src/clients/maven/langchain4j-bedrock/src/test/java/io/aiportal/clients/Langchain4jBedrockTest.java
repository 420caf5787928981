package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.bedrock.BedrockTitanEmbeddingModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.regions.Region;

/** The models of langchain4j-bedrock, which find the simulator by AWS's own settings. */
class Langchain4jBedrockTest {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final UserMessage ASK = UserMessage.from("What is the capital of France?");

  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("get_weather")
          .description("The weather of a city")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").required("city").build())
          .build();

  private static BedrockChatModel model(String id) {
    return BedrockChatModel.builder().modelId(id).region(Region.US_EAST_1).maxRetries(0).build();
  }

  private static ChatRequest.Builder request(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages);
  }

  private static Streamed stream(String id, ChatRequest request) {
    Streamed streamed = new Streamed();
    BedrockStreamingChatModel.builder()
        .modelId(id)
        .region(Region.US_EAST_1)
        .build()
        .chat(request, streamed);
    return streamed;
  }

  @Test
  void chat() {
    ChatResponse answer = model(MODEL).chat(SystemMessage.from("Be short."), ASK);

    assertThat(answer.aiMessage().text()).contains("Paris");
    assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(answer.tokenUsage().outputTokenCount()).isPositive();
  }

  @Test
  void chat_streamed() throws Exception {
    Streamed streamed = stream(MODEL, request(ASK).build());
    ChatResponse answer = streamed.answer.get(60, TimeUnit.SECONDS);

    assertThat(streamed.pieces).hasSizeGreaterThan(2);
    assertThat(answer.aiMessage().text())
        .isEqualTo(String.join("", streamed.pieces))
        .contains("Paris");
  }

  @Test
  void tools_goRound() {
    UserMessage question = UserMessage.from("What is the weather in Paris?");
    AiMessage asked =
        model(MODEL).chat(request(question).toolSpecifications(WEATHER).build()).aiMessage();

    assertThat(asked.toolExecutionRequests())
        .singleElement()
        .satisfies(
            call ->
                assertThat(call.arguments()).isEqualToIgnoringWhitespace("{\"city\":\"Paris\"}"));
    ToolExecutionResultMessage result =
        ToolExecutionResultMessage.from(asked.toolExecutionRequests().get(0), "18 degrees");
    assertThat(
            model(MODEL)
                .chat(request(question, asked, result).toolSpecifications(WEATHER).build())
                .aiMessage()
                .text())
        .contains("18 degrees");
  }

  @Test
  void embeddings() {
    assertThat(
            BedrockTitanEmbeddingModel.builder()
                .model("amazon.titan-embed-text-v2:0")
                .region(Region.US_EAST_1)
                .dimensions(256)
                .normalize(true)
                .build()
                .embed("one")
                .content()
                .dimension())
        .isEqualTo(256);
  }

  @Test
  void unknownModel() {
    assertThatThrownBy(() -> model("no.such-model").chat(ASK))
        .hasMessageContaining("The provided model identifier is invalid");
  }

  @Test
  void streamThatBreaks_isAnError() {
    Streamed streamed = stream("simulator.exception-mid-stream", request(ASK).build());
    assertThatThrownBy(() -> streamed.answer.get(60, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
  }

  /** What a streamed answer brought. */
  private static final class Streamed implements StreamingChatResponseHandler {

    final List<String> pieces = new ArrayList<>();
    final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();

    @Override
    public void onPartialResponse(String piece) {
      pieces.add(piece);
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
