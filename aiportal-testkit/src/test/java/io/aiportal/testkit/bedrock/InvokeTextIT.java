package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.catalogue.SimulatedModel;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
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

  private static final BedrockSimulator bedrock =
      BedrockSimulator.builder()
          .model(SimulatedModel.text("cohere.command-text-v14", "Cohere", List.of("us-east-1")))
          .start();
  private static final BedrockRuntimeAsyncClient client =
      BedrockRuntimeAsyncClient.builder()
          .endpointOverride(bedrock.endpoint())
          .region(Region.US_EAST_1)
          .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret())))
          .build();

  @AfterEach
  void reset() {
    bedrock.reset();
  }

  @AfterAll
  static void close() {
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

  private static RawClient.Response rawChunks() throws IOException {
    try (RawClient raw = new RawClient(bedrock.endpoint())) {
      raw.send("POST", "/model/" + CLAUDE + "/invoke-with-response-stream", MESSAGES);
      return raw.read();
    }
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
        "mistral.mistral-large-2402-v1:0 | {\"prompt\":\"<s>[INST] What is 6 * 7? [/INST]\",\"max_tokens\":400,\"top_k\":50} | /outputs/0/text | /outputs/0/text | /outputs/0/stop_reason | stop",
        "mistral.mistral-large-2402-v1:0 | {\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"What is 6 * 7?\"}],\"tool_choice\":\"auto\",\"max_tokens\":99,\"top_p\":0.5,\"temperature\":0.5} | /choices/0/message/content | /choices/0/message/content | /choices/0/stop_reason | stop",
        "mistral.pixtral-large-2502-v1:0 | {\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is 6 * 7?\"}]}],\"max_tokens\":99} | /choices/0/message/content | /choices/0/delta/content | /choices/0/finish_reason | stop",
        "cohere.command-text-v14 | {\"prompt\":\"What is 6 * 7?\",\"temperature\":0.9,\"p\":1.0,\"k\":0,\"max_tokens\":100,\"stop_sequences\":[],\"return_likelihoods\":\"NONE\",\"stream\":true,\"num_generations\":1,\"truncate\":\"END\"} | /generations/0/text | /text | /finish_reason | COMPLETE",
        "cohere.command-r-plus-v1:0 | {\"message\":\"What is 6 * 7?\",\"chat_history\":[{\"role\":\"USER\",\"message\":\"Hi\"},{\"role\":\"CHATBOT\",\"message\":\"Hello\"}],\"preamble\":\"Be brief.\",\"max_tokens\":99,\"temperature\":0.5,\"p\":0.5,\"k\":250,\"seed\":3} | /text | /text | /finish_reason | COMPLETE",
        "us.deepseek.r1-v1:0 | {\"prompt\":\"<｜begin▁of▁sentence｜><｜User｜>What is 6 * 7?<｜Assistant｜><think>\\n\",\"max_tokens\":512,\"temperature\":0.5,\"top_p\":0.9} | /choices/0/text | /choices/0/text | /choices/0/stop_reason | stop",
        "moonshotai.kimi-k2.5 | {\"messages\":[{\"role\":\"user\",\"content\":\"What is 6 * 7?\"}],\"max_tokens\":99} | /choices/0/message/content | /choices/0/delta/content | /choices/0/finish_reason | stop",
        "openai.gpt-oss-20b-1:0 | {\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"What is 6 * 7?\"}],\"max_completion_tokens\":99} | /choices/0/message/content | /choices/0/delta/content | /choices/0/finish_reason | stop",
        "amazon.titan-text-express-v1 | {\"inputText\":\"What is 6 * 7?\",\"textGenerationConfig\":{\"maxTokenCount\":99}} | /results/0/outputText | /outputText | /completionReason | FINISH",
        CLAUDE
            + " | {\"anthropic_version\":\"x\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is 6 * 7?\"}]}]} | /content/0/text | /delta/text | /delta/stop_reason | end_turn",
      })
  void answer_isWhatConverseSays_wholeAndInChunks(
      String model, String body, String text, String piece, String reason, String stopped)
      throws Exception {
    InvokeModelResponse response = whole(model, body);
    assertThat(json(response.body().asUtf8String()).at(text).asText()).endsWith("6 * 7 = 42");
    assertThat(response.sdkHttpResponse().firstMatchingHeader("x-amzn-bedrock-input-token-count"))
        .isPresent();

    List<JsonNode> chunks = chunks(model, body);
    StringBuilder said = new StringBuilder();
    chunks.forEach(chunk -> said.append(chunk.at(piece).asText()));
    assertThat(said).asString().endsWith("6 * 7 = 42");
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
  void gptOss_callsTools_andGetsTheirResults() throws Exception {
    String tools =
        """
        {"messages":[{"role":"user","content":"What is the weather in Rome?"}%s],
         "tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather",
           "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
        """;
    String model = "openai.gpt-oss-20b-1:0";
    JsonNode answer = json(whole(model, tools.formatted("")).body().asUtf8String());
    assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
    JsonNode call = answer.at("/choices/0/message/tool_calls/0");
    assertThat(json(call.at("/function/arguments").asText()).path("city").asText())
        .isEqualTo("Rome");
    StringBuilder arguments = new StringBuilder();
    chunks(model, tools.formatted(""))
        .forEach(
            chunk ->
                arguments.append(
                    chunk.at("/choices/0/delta/tool_calls/0/function/arguments").asText()));
    assertThat(json(arguments.toString()).path("city").asText()).isEqualTo("Rome");

    String results =
        ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[%s]},{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"It rains.\"}"
            .formatted(call, call.path("id").asText());
    JsonNode told = json(whole(model, tools.formatted(results)).body().asUtf8String());
    assertThat(told.at("/choices/0/message/content").asText()).contains("It rains.");
  }

  @Test
  void deepSeek_endsItsThoughtBeforeItsAnswer() throws Exception {
    String model = "us.deepseek.r1-v1:0";
    String body = "{\"prompt\":\"What is 6 * 7?\",\"max_tokens\":99}";
    String whole = json(whole(model, body).body().asUtf8String()).at("/choices/0/text").asText();
    assertThat(whole).doesNotStartWith("\n</think>").endsWith("\n</think>\n\n6 * 7 = 42");
    StringBuilder said = new StringBuilder();
    chunks(model, body).forEach(chunk -> said.append(chunk.at("/choices/0/text").asText()));
    assertThat(said).hasToString(whole);
    bedrock.script(ModelReply.text("No thought."));
    assertThat(json(whole(model, body).body().asUtf8String()).at("/choices/0/text").asText())
        .isEqualTo("No thought.");
  }

  @Test
  void command_givesAsManyGenerations_andThePrompt() throws Exception {
    String model = "cohere.command-text-v14";
    String body = "{\"prompt\":\"Write 250 words.\",\"max_tokens\":5,\"num_generations\":2}";
    JsonNode answer = json(whole(model, body).body().asUtf8String());
    assertThat(answer.path("prompt").asText()).isEqualTo("Write 250 words.");
    assertThat(answer.path("generations")).hasSize(2);
    assertThat(answer.at("/generations/1/index").asInt()).isEqualTo(1);
    assertThat(answer.at("/generations/0/finish_reason").asText()).isEqualTo("MAX_TOKENS");
    List<JsonNode> chunks = chunks(model, body);
    assertThat(chunks).extracting(chunk -> chunk.path("index").asInt(-1)).contains(0, 1);
    JsonNode last = chunks.get(chunks.size() - 1);
    assertThat(last.path("is_finished").asBoolean()).isTrue();
    assertThat(last.path("finish_reason").asText()).isEqualTo("MAX_TOKENS");
  }

  @Test
  void commandR_callsTools_getsTheirResults_andReadsDocuments() throws Exception {
    String tools =
        """
        {"message":"What is the weather in Rome?","max_tokens":99,"documents":[{"title":"Weather","snippet":"Often dry."}],
         "tools":[{"name":"get_weather","description":"Tells the weather",
           "parameter_definitions":{"city":{"description":"The city","type":"str","required":true}}}]%s}
        """;
    String model = "cohere.command-r-plus-v1:0";
    JsonNode answer = json(whole(model, tools.formatted("")).body().asUtf8String());
    assertThat(answer.at("/tool_calls/0/name").asText()).isEqualTo("get_weather");
    assertThat(answer.at("/tool_calls/0/parameters/city").asText()).isEqualTo("Rome");
    assertThat(answer.at("/meta/billed_units/input_tokens").asInt()).isPositive();
    List<JsonNode> chunks = chunks(model, tools.formatted(""));
    assertThat(chunks)
        .extracting(chunk -> chunk.path("event_type").asText())
        .startsWith("stream-start")
        .endsWith("tool-calls-generation", "stream-end");
    assertThat(chunks.get(chunks.size() - 1).at("/response/tool_calls/0/parameters/city").asText())
        .isEqualTo("Rome");

    String results =
        ",\"tool_results\":[{\"call\":%s,\"outputs\":[{\"text\":\"It rains.\"}]}]"
            .formatted(answer.at("/tool_calls/0"));
    JsonNode told = json(whole(model, tools.formatted(results)).body().asUtf8String());
    assertThat(told.path("text").asText()).contains("It rains.");
  }

  @Test
  void mistral_callsTools_andGetsTheirResults() throws Exception {
    String tools =
        """
        {"messages":[{"role":"user","content":"What is the weather in Rome?"}%s],"tool_choice":"%s",
         "tools":[{"type":"function","function":{"name":"get_weather","description":"Tells the weather",
           "parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}]}
        """;
    String model = "mistral.mistral-large-2402-v1:0";
    JsonNode answer = json(whole(model, tools.formatted("", "any")).body().asUtf8String());
    assertThat(answer.at("/choices/0/stop_reason").asText()).isEqualTo("tool_calls");
    JsonNode call = answer.at("/choices/0/message/tool_calls/0");
    assertThat(json(call.at("/function/arguments").asText()).path("city").asText())
        .isEqualTo("Rome");
    assertThat(chunks(model, tools.formatted("", "any")))
        .extracting(
            chunk -> chunk.at("/choices/0/message/tool_calls/0/function/arguments").asText())
        .contains("{\"city\":\"Rome\"}");
    assertThat(whole(model, tools.formatted("", "none")).body().asUtf8String())
        .doesNotContain("tool_calls");

    String results =
        ",{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[%s]},{\"role\":\"tool\",\"tool_call_id\":\"%s\",\"content\":\"It rains.\"}"
            .formatted(call, call.path("id").asText());
    JsonNode told = json(whole(model, tools.formatted(results, "auto")).body().asUtf8String());
    assertThat(told.at("/choices/0/message/content").asText()).contains("It rains.");
  }

  @Test
  void image_ofAChatCompletion_isSeen() throws Exception {
    String png =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    String body =
        """
        {"max_tokens":99,"messages":[{"role":"user","content":[{"type":"text","text":"What is in this image?"},
         {"type":"image_url","image_url":{"url":"data:image/png;base64,%s"}}]}]}"""
            .formatted(png);
    JsonNode seen = json(whole("mistral.pixtral-large-2502-v1:0", body).body().asUtf8String());
    assertThat(seen.at("/choices/0/message/content").asText()).contains("PNG", "1");
  }

  @Test
  void scripts_faultsAndGuardrails_areThoseOfConverse() throws Exception {
    bedrock.script(ModelReply.text("one"), ModelReply.text("two"));
    assertThat(json(whole(CLAUDE, MESSAGES).body().asUtf8String()).at("/content/0/text").asText())
        .isEqualTo("one");
    assertThat(chunks(CLAUDE, MESSAGES).toString()).contains("\"text\":\"two\"");
    bedrock.enqueue(Fault.EXCEPTION_MID_STREAM, Fault.CUT_MID_FRAME);
    RawClient.Response exception = rawChunks();
    assertThat(exception.text()).contains("chunk", "throttlingException");
    assertThat(exception.end()).isEqualTo(RawClient.End.WHOLE);
    assertThat(rawChunks().end()).isNotEqualTo(RawClient.End.WHOLE);
    bedrock.enqueue(Fault.END_WITHOUT_MESSAGE_STOP, Fault.NO_METADATA);
    assertThat(chunks(CLAUDE, MESSAGES).toString())
        .contains("text_delta")
        .doesNotContain("stop_reason\":\"end_turn", "message_stop");
    assertThat(chunks(CLAUDE, MESSAGES).toString())
        .contains("stop_reason\":\"end_turn")
        .doesNotContain("message_stop");
    assertThatThrownBy(
            () ->
                client
                    .invokeModel(
                        ask ->
                            ask.modelId(CLAUDE)
                                .guardrailIdentifier("gr9xyz")
                                .guardrailVersion("1")
                                .body(SdkBytes.fromUtf8String(MESSAGES)))
                    .get(30, TimeUnit.SECONDS))
        .hasMessageContaining("guardrail identifier or version");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "us.meta.llama3-3-70b-instruct-v1:0 | {\"prompt\":\"x\",\"temperature\":1.5} | #/temperature: 1.5 is not less or equal to 1,",
        "us.meta.llama3-3-70b-instruct-v1:0 | {\"prompt\":\"x\",\"max_gen_len\":0} | #/max_gen_len: 0 is not greater or equal to 1,",
        "us.meta.llama3-3-70b-instruct-v1:0 | {\"prompt\":7} | #/prompt: expected type: String, found: Integer,",
        "mistral.mistral-7b-instruct-v0:2 | {\"prompt\":\"x\",\"max_gen_len\":9} | #: extraneous key [max_gen_len] is not permitted,",
        "mistral.mistral-large-2402-v1:0 | {\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tool_choice\":\"required\"} | #/tool_choice: required is not a valid enum value,",
        "mistral.mistral-large-2402-v1:0 | {\"prompt\":\"x\",\"top_k\":201} | #/top_k: 201 is not less or equal to 200,",
        "cohere.command-text-v14 | {\"prompt\":\"x\",\"num_generations\":6} | #/num_generations: 6 is not less or equal to 5,",
        "cohere.command-r-plus-v1:0 | {\"prompt\":\"x\",\"message\":\"y\"} | #: extraneous key [prompt] is not permitted,",
        "us.deepseek.r1-v1:0 | {\"prompt\":\"x\",\"max_tokens\":32769} | #/max_tokens: 32769 is not less or equal to 32768,",
        "us.amazon.nova-pro-v1:0 | {\"messages\":[{\"role\":\"user\",\"content\":[{\"inputText\":\"x\",\"toolUse\":null}]}]} | #/messages/0/content/0: extraneous key [inputText] is not permitted,",
        "us.amazon.nova-pro-v1:0 | {\"messages\":[{\"role\":\"user\",\"content\":[{\"inputText\":\"x\"}]}]} | #/messages/0/content/0: required key [toolUse] not found,",
        "us.amazon.nova-pro-v1:0 | {\"messages\":[],\"max_tokens\":5} | 2 schema violations found,",
        "amazon.titan-text-express-v1 | {\"inputText\":\"\"} | #/inputText: expected minLength: 1, actual: 0,",
        CLAUDE
            + " | {\"anthropic_version\":\"x\",\"max_tokens\":9,\"messages\":[{\"role\":\"bot\",\"content\":\"x\"}]} | #/messages/0/role: bot is not a valid enum value,",
      })
  void bodyThatItsSchemaForbids_isRefusedInBedrocksWords(String model, String body, String words) {
    assertThatThrownBy(() -> whole(model, body))
        .hasMessageContaining("Malformed input request: " + words + " please reformat");
    assertThatThrownBy(() -> chunks(model, body)).hasMessageContaining(words);
  }

  @Test
  void bodyThatLacksWhatItNeeds_isRefused() {
    assertThatThrownBy(
            () ->
                whole(
                    CLAUDE,
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":1}"))
        .hasMessageContaining("required key [anthropic_version] not found");
    assertThatThrownBy(() -> chunks("us.meta.llama3-3-70b-instruct-v1:0", "{}"))
        .hasMessageContaining("required key [prompt] not found");
    assertThatThrownBy(() -> whole("simulator.text", "{}"))
        .hasMessageContaining("call it through Converse");
  }
}
