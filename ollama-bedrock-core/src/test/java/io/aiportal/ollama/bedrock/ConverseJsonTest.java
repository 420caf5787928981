package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConverseJsonTest {

  @Test
  void request_withEverything_hasBedrocksOrder() {
    Map<String, @Nullable Object> input = new LinkedHashMap<>();
    input.put("z", Arrays.asList(1, null, true, "é\n\"", new BigDecimal("1.50")));
    input.put("a", Map.of("big", new BigInteger("123456789012345678901234567890")));
    ConverseRequest request =
        new ConverseRequest(
            "not.in.the.body",
            List.of(
                new ConverseMessage(
                    ConversationRole.USER,
                    List.of(
                        new ContentBlock.Image(ImageFormat.JPEG, new byte[] {1, 2, 3, 4}),
                        new ContentBlock.Text("Hi"))),
                new ConverseMessage(
                    ConversationRole.ASSISTANT,
                    List.of(
                        new ContentBlock.ReasoningText("Hm.", "sig"),
                        new ContentBlock.ReasoningText("Unsigned.", null),
                        new ContentBlock.RedactedContent(new byte[] {5}),
                        new ContentBlock.ToolUse("t1", "f", input))),
                new ConverseMessage(
                    ConversationRole.USER,
                    List.of(
                        new ContentBlock.ToolResult(
                            "t1", List.of(new ContentBlock.Text("ok")), null),
                        new ContentBlock.ToolResult(
                            "t2", List.of(new ContentBlock.Text("no")), true)))),
            List.of(new ContentBlock.Text("Be brief.")),
            new InferenceConfiguration(10, 0.0, 0.5, List.of("END")),
            new ToolConfiguration(
                List.of(
                    new ToolSpecification("f", "Does f.", Map.of("type", "object")),
                    new ToolSpecification("g", null, Map.of())),
                new ToolChoice.Tool("f")),
            Map.of("top_k", 5),
            List.of(),
            Map.of(),
            "{}");

    assertThat(text(request))
        .isEqualTo(
            """
            {"messages":[\
            {"role":"user","content":[\
            {"image":{"format":"jpeg","source":{"bytes":"AQIDBA=="}}},{"text":"Hi"}]},\
            {"role":"assistant","content":[\
            {"reasoningContent":{"reasoningText":{"text":"Hm.","signature":"sig"}}},\
            {"reasoningContent":{"reasoningText":{"text":"Unsigned."}}},\
            {"reasoningContent":{"redactedContent":"BQ=="}},\
            {"toolUse":{"toolUseId":"t1","name":"f","input":{"z":[1,null,true,"é\\n\\"",1.50],\
            "a":{"big":123456789012345678901234567890}}}}]},\
            {"role":"user","content":[\
            {"toolResult":{"toolUseId":"t1","content":[{"text":"ok"}]}},\
            {"toolResult":{"toolUseId":"t2","content":[{"text":"no"}],"status":"error"}}]}],\
            "system":[{"text":"Be brief."}],\
            "inferenceConfig":{"maxTokens":10,"temperature":0.0,"topP":0.5,\
            "stopSequences":["END"]},\
            "toolConfig":{"tools":[\
            {"toolSpec":{"name":"f","description":"Does f.","inputSchema":{"json":\
            {"type":"object"}}}},\
            {"toolSpec":{"name":"g","inputSchema":{"json":{}}}}],\
            "toolChoice":{"tool":{"name":"f"}}},\
            "additionalModelRequestFields":{"top_k":5},\
            "outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":\
            {"schema":"{}"}}}}}""");
  }

  @Test
  void request_withNothingButText_leavesTheRestOut() {
    assertThat(text(saying(new ContentBlock.Text("Hi"), InferenceConfiguration.NONE)))
        .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}");
  }

  @Test
  void document_asDeepAsARequestMayBe_isWritten() {
    Map<String, Object> input = Map.of();
    for (int depth = 1; depth < JsonObjects.MAX_DEPTH; depth++) {
      input = Map.of("a", input);
    }

    assertThat(
            text(saying(new ContentBlock.ToolUse("t1", "f", input), InferenceConfiguration.NONE)))
        .contains("{\"a\":".repeat(JsonObjects.MAX_DEPTH - 1));
  }

  private static ConverseRequest saying(ContentBlock block, InferenceConfiguration config) {
    return new ConverseRequest(
        "m",
        List.of(new ConverseMessage(ConversationRole.USER, List.of(block))),
        List.of(),
        config,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        null);
  }

  private static String text(ConverseRequest request) {
    return new String(ConverseJson.write(request), StandardCharsets.UTF_8);
  }
}
