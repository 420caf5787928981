package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler.Visitor;

/** InvokeModel of text models through the AWS SDK, in each family's own body. */
@Timeout(60)
class InvokeTextIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

  private static final String MESSAGES =
      """
      {"anthropic_version":"bedrock-2023-05-31","max_tokens":99,"system":"Be brief.",
       "messages":[{"role":"user","content":"What is 6 * 7?"}]}""";

  private final BedrockSimulator bedrock = BedrockSimulator.start();
  private final BedrockRuntimeAsyncClient client =
      BedrockRuntimeAsyncClient.builder()
          .endpointOverride(bedrock.endpoint())
          .region(Region.US_EAST_1)
          .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret())))
          .build();

  @AfterEach
  void close() {
    client.close();
    bedrock.close();
  }

  private InvokeModelResponse whole(String model, String body) throws Exception {
    return client
        .invokeModel(ask -> ask.modelId(model).body(SdkBytes.fromUtf8String(body)))
        .get(30, TimeUnit.SECONDS);
  }

  private List<JsonNode> chunks(String model, String body) throws Exception {
    List<JsonNode> chunks = new ArrayList<>();
    client
        .invokeModelWithResponseStream(
            ask -> ask.modelId(model).body(SdkBytes.fromUtf8String(body)),
            InvokeModelWithResponseStreamResponseHandler.builder()
                .subscriber(
                    Visitor.builder()
                        .onChunk(part -> chunks.add(json(part.bytes().asUtf8String())))
                        .build())
                .build())
        .get(30, TimeUnit.SECONDS);
    return chunks;
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us.amazon.nova-pro-v1:0 | {\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"What is 6 * 7?\"}]}],\"inferenceConfig\":{\"max_new_tokens\":99}} | /output/message/content/0/text | /contentBlockDelta/delta/text | /messageStop/stopReason | end_turn",
        "us.meta.llama3-3-70b-instruct-v1:0 | {\"prompt\":\"What is 6 * 7?\",\"max_gen_len\":99} | /generation | /generation | /stop_reason | stop",
        "mistral.mistral-7b-instruct-v0:2 | {\"prompt\":\"What is 6 * 7?\",\"max_tokens\":99} | /outputs/0/text | /outputs/0/text | /outputs/0/stop_reason | stop",
        CLAUDE
            + " | {\"anthropic_version\":\"x\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is 6 * 7?\"}]}]} | /content/0/text | /delta/text | /delta/stop_reason | end_turn",
      })
  void answer_isWhatConverseSays_wholeAndInChunks(
      String model, String body, String text, String piece, String reason, String stopped)
      throws Exception {
    InvokeModelResponse response = whole(model, body);
    assertThat(json(response.body().asUtf8String()).at(text).asText()).isEqualTo("6 * 7 = 42");
    assertThat(response.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .isPresent();

    List<JsonNode> chunks = chunks(model, body);
    StringBuilder said = new StringBuilder();
    chunks.forEach(chunk -> said.append(chunk.at(piece).asText()));
    assertThat(said).hasToString("6 * 7 = 42");
    assertThat(chunks).extracting(chunk -> chunk.at(reason).asText("")).contains(stopped);
    JsonNode metrics = chunks.get(chunks.size() - 1).path("amazon-bedrock-invocationMetrics");
    assertThat(metrics.path("inputTokenCount").asInt()).isPositive();
    assertThat(bedrock.report().requests())
        .extracting(ReportedRequest::operation)
        .containsExactly("InvokeModel", "InvokeModelWithResponseStream");
  }

  @Test
  void limit_endsTheAnswer() throws Exception {
    String body = "{\"prompt\":\"Write 250 words on portals.\",\"max_gen_len\":5}";
    JsonNode answer = json(whole("us.meta.llama3-3-70b-instruct-v1:0", body).body().asUtf8String());
    assertThat(answer.path("stop_reason").asText()).isEqualTo("length");
  }

  @Test
  void claude_callsTools_andBlocksBeginAndEnd() throws Exception {
    String tools =
        MESSAGES
            .replace("What is 6 * 7?", "What is the weather in Rome?")
            .replaceFirst(
                "\\{",
                """
                {"tools":[{"name":"get_weather","description":"Tells the weather",
                "input_schema":{"type":"object","properties":{"city":{"type":"string"}},
                "required":["city"]}}],""");
    JsonNode answer = json(whole(CLAUDE, tools).body().asUtf8String());
    assertThat(answer.path("stop_reason").asText()).isEqualTo("tool_use");
    assertThat(answer.at("/content/0/input/city").asText()).isEqualTo("Rome");

    List<JsonNode> chunks = chunks(CLAUDE, tools);
    StringBuilder input = new StringBuilder();
    chunks.forEach(chunk -> input.append(chunk.at("/delta/partial_json").asText()));
    assertThat(json(input.toString()).path("city").asText()).isEqualTo("Rome");
    assertThat(chunks)
        .extracting(chunk -> chunk.path("type").asText())
        .startsWith("message_start", "content_block_start", "content_block_delta")
        .endsWith("content_block_stop", "message_delta", "message_stop");
  }

  @Test
  void claude_thinks() throws Exception {
    String thinking =
        MESSAGES.replaceFirst(
            "\\{", "{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024},");
    JsonNode answer = json(whole(CLAUDE, thinking).body().asUtf8String());
    assertThat(answer.at("/content/0/type").asText()).isEqualTo("thinking");
    assertThat(answer.at("/content/0/signature").asText()).isNotEmpty();
    assertThat(chunks(CLAUDE, thinking))
        .extracting(chunk -> chunk.at("/delta/type").asText())
        .containsSubsequence("thinking_delta", "signature_delta", "text_delta");
  }

  @Test
  void bodyThatLacksWhatItNeeds_isRefused() {
    assertThatThrownBy(() -> whole(CLAUDE, "{\"messages\":[],\"max_tokens\":1}"))
        .hasMessageContaining("required key [anthropic_version] not found");
    assertThatThrownBy(() -> chunks("us.meta.llama3-3-70b-instruct-v1:0", "{}"))
        .hasMessageContaining("required key [prompt] not found");
    assertThatThrownBy(() -> whole("qwen.qwen3-32b-v1:0", "{}"))
        .hasMessageContaining("call it through Converse");
  }
}
