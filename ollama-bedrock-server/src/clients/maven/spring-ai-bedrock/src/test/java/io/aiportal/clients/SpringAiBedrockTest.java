package io.aiportal.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.ai.bedrock.converse.BedrockChatOptions;
import org.springframework.ai.bedrock.converse.BedrockProxyChatModel;
import org.springframework.ai.bedrock.titan.BedrockTitanEmbeddingModel;
import org.springframework.ai.bedrock.titan.api.TitanEmbeddingBedrockApi;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.tool.function.FunctionToolCallback;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** Spring AI's models of Bedrock, which find the simulator by AWS's own settings. */
class SpringAiBedrockTest {

  private static final String MODEL = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
  private static final UserMessage ASK = new UserMessage("What is the capital of France?");

  /** What the tool wants to know. */
  record Place(String city) {}

  private static BedrockProxyChatModel model(BedrockChatOptions options) {
    return BedrockProxyChatModel.builder()
        .region(Region.US_EAST_1)
        .timeout(Duration.ofSeconds(60))
        .defaultOptions(options)
        .build();
  }

  private static BedrockProxyChatModel model(String id) {
    return model(BedrockChatOptions.builder().model(id).build());
  }

  @Test
  void chat() {
    ChatResponse answer = model(MODEL).call(new Prompt(new SystemMessage("Be short."), ASK));

    assertThat(answer.getResult().getOutput().getText()).contains("Paris");
    assertThat(answer.getMetadata().getUsage().getCompletionTokens()).isPositive();
  }

  @Test
  void chat_streamed() {
    List<ChatResponse> pieces =
        model(MODEL).stream(new Prompt(ASK)).collectList().block(Duration.ofSeconds(60));

    assertThat(pieces).hasSizeGreaterThan(2);
    assertThat(
            pieces.stream()
                .filter(piece -> piece.getResult() != null)
                .map(piece -> String.valueOf(piece.getResult().getOutput().getText()))
                .collect(Collectors.joining()))
        .contains("Paris");
  }

  @Test
  void tools_goRound() {
    Function<Place, String> weather = place -> "18 degrees in " + place.city();
    BedrockChatOptions options =
        BedrockChatOptions.builder()
            .model(MODEL)
            .toolCallbacks(
                FunctionToolCallback.builder("get_weather", weather)
                    .description("The weather of a city")
                    .inputType(Place.class)
                    .build())
            .build();
    ChatResponse answer = model(options).call(new Prompt("What is the weather in Paris?"));
    assertThat(answer.getResult().getOutput().getText()).contains("18 degrees in Paris");
  }

  @Test
  void embeddings() {
    TitanEmbeddingBedrockApi api =
        new TitanEmbeddingBedrockApi(
            "amazon.titan-embed-text-v2:0",
            DefaultCredentialsProvider.builder().build(),
            "us-east-1",
            new ObjectMapper(),
            Duration.ofSeconds(60));
    assertThat(new BedrockTitanEmbeddingModel(api, ObservationRegistry.NOOP).embed("one"))
        .hasSize(1024);
  }

  @Test
  void unknownModel() {
    assertThatThrownBy(() -> model("no.such-model").call(new Prompt(ASK)))
        .hasMessageContaining("The provided model identifier is invalid");
  }

  @Test
  void streamThatBreaks_isAnError() {
    assertThatThrownBy(
            () ->
                model("simulator.exception-mid-stream").stream(new Prompt(ASK))
                    .collectList()
                    .block(Duration.ofSeconds(60)))
        .hasMessageContaining("Too many requests");
  }
}
