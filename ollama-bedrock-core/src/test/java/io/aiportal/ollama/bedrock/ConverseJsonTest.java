package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    for (int depth = 1; depth < JsonObjects.MAX_WIRE_DEPTH; depth++) {
      input = Map.of("a", input);
    }

    assertThat(
            text(saying(new ContentBlock.ToolUse("t1", "f", input), InferenceConfiguration.NONE)))
        .contains("{\"a\":".repeat(JsonObjects.MAX_WIRE_DEPTH - 1) + "{}");

    Map<String, Object> deeper = Map.of("a", input);
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(
            () ->
                text(
                    saying(
                        new ContentBlock.ToolUse("t1", "f", deeper), InferenceConfiguration.NONE)))
        .withMessage("a JSON document in it is nested more than 500 levels deep")
        .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.VALIDATION));
  }

  @Test
  void document_thatHoldsNoJson_isRefused() {
    for (Map<?, ?> member :
        List.of(
            Map.of("a", new String[] {"x"}),
            Map.of("a", Set.of("x")),
            Map.of("a", Float.NaN),
            Map.of('x', "a"))) {
      Map<String, Object> input = Map.of("member", member);
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(
              () ->
                  text(
                      saying(
                          new ContentBlock.ToolUse("t1", "f", input), InferenceConfiguration.NONE)))
          .withMessageStartingWith("a JSON document in it holds a value of the Java type java.")
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.VALIDATION));
    }
  }

  @Test
  void document_ofListsTooDeep_isRefused() {
    List<Object> list = List.of();
    for (int depth = 1; depth < JsonObjects.MAX_WIRE_DEPTH; depth++) {
      list = List.of(list);
    }
    Map<String, Object> input = Map.of("a", list);
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(
            () ->
                text(
                    saying(
                        new ContentBlock.ToolUse("t1", "f", input), InferenceConfiguration.NONE)))
        .withMessage("a JSON document in it is nested more than 500 levels deep");
  }

  @Test
  void sampling_isWrittenAsBedrocksFloats() {
    assertThat(
            text(
                saying(
                    new ContentBlock.Text("Hi"),
                    new InferenceConfiguration(null, 0.7, 0.12345678901, List.of()))))
        .contains("\"inferenceConfig\":{\"temperature\":0.7,\"topP\":0.12345679}");
  }

  @Test
  void newerMembers_areWritten() {
    ConverseRequest request =
        new ConverseRequest(
            "m",
            List.of(
                new ConverseMessage(
                    ConversationRole.USER,
                    List.of(
                        new ContentBlock.Document("pdf", "Rules (2)", new byte[] {1}),
                        new ContentBlock.CachePoint("1h")))),
            List.of(new ContentBlock.Text("Be brief."), new ContentBlock.CachePoint(null)),
            InferenceConfiguration.NONE,
            new ToolConfiguration(
                List.of(
                    new ToolSpecification(
                        "f", null, Map.of(), true, new ContentBlock.CachePoint("5m"))),
                new ToolChoice.Auto()),
            Map.of(),
            List.of("/stop_sequence"),
            Map.of("tenant", "t1"),
            null);

    assertThat(text(request))
        .isEqualTo(
            """
            {"messages":[{"role":"user","content":[\
            {"document":{"format":"pdf","name":"Rules (2)","source":{"bytes":"AQ=="}}},\
            {"cachePoint":{"type":"default","ttl":"1h"}}]}],\
            "system":[{"text":"Be brief."},{"cachePoint":{"type":"default"}}],\
            "toolConfig":{"tools":[\
            {"toolSpec":{"name":"f","inputSchema":{"json":{}},"strict":true}},\
            {"cachePoint":{"type":"default","ttl":"5m"}}],"toolChoice":{"auto":{}}},\
            "additionalModelResponseFieldPaths":["/stop_sequence"],\
            "requestMetadata":{"tenant":"t1"}}""");
  }

  @Test
  void documentThatIsCited_saysSo_withItsContext_andInItsParts() {
    assertThat(cited(new DocumentCitations(null, List.of())))
        .contains(
            """
            {"document":{"format":"txt","name":"a","source":{"text":"é"},\
            "citations":{"enabled":true}}}""");
    assertThat(cited("pdf", new DocumentCitations(null, List.of())))
        .contains(
            """
            {"document":{"format":"pdf","name":"a","source":{"bytes":"w6k="},\
            "citations":{"enabled":true}}}""");
    assertThat(cited(new DocumentCitations("Of 1900.", List.of("One.", "Two."))))
        .contains(
            """
            {"document":{"format":"txt","name":"a",\
            "source":{"content":[{"text":"One."},{"text":"Two."}]},\
            "context":"Of 1900.","citations":{"enabled":true}}}""");
  }

  private static String cited(DocumentCitations citations) {
    return cited("txt", citations);
  }

  private static String cited(String format, DocumentCitations citations) {
    return text(
        saying(
            new ContentBlock.Document(format, "a", "é".getBytes(StandardCharsets.UTF_8), citations),
            InferenceConfiguration.NONE));
  }

  @Test
  void searchResult_isCited_andStandsInResultsToo() {
    ContentBlock found = new ContentBlock.SearchResult("a", "b", List.of("c", "d"));
    String json =
        """
        {"searchResult":{"source":"a","title":"b","content":[{"text":"c"},{"text":"d"}],\
        "citations":{"enabled":true}}}""";
    assertThat(text(saying(found, InferenceConfiguration.NONE))).contains("[" + json + "]");
    ContentBlock result = new ContentBlock.ToolResult("t", List.of(found), null);
    assertThat(text(saying(result, InferenceConfiguration.NONE)))
        .contains("\"content\":[" + json + "]");
  }

  @Test
  void citedText_saysWhatItRestsOn() {
    ContentBlock cited =
        new ContentBlock.CitedText(
            "In a day.",
            List.of(
                new Citation(Citation.Unit.CHARACTERS, 1, 2, 3, "Rome", "a"),
                new Citation(Citation.Unit.FOUND_PARTS, 0, 1, 2, "", null, "b")));
    assertThat(text(saying(cited, InferenceConfiguration.NONE)))
        .contains(
            """
            {"citationsContent":{"content":[{"text":"In a day."}],"citations":[\
            {"title":"a","sourceContent":[{"text":"Rome"}],\
            "location":{"documentChar":{"documentIndex":1,"start":2,"end":3}}},\
            {"source":"b","location":{"searchResultLocation":\
            {"searchResultIndex":0,"start":1,"end":2}}}]}}""");
  }

  @Test
  void optionsOfTheService_areWritten_eachWhereItIsWanted() {
    ServiceOptions.Guardrail guardrail = new ServiceOptions.Guardrail("gr-1", "2");
    assertThat(served(new ServiceOptions(guardrail, "flex", "optimized")))
        .endsWith(
            """
            "guardrailConfig":{"guardrailIdentifier":"gr-1","guardrailVersion":"2"},\
            "performanceConfig":{"latency":"optimized"},"serviceTier":{"type":"flex"}}""");
    assertThat(served(ServiceOptions.NONE.withProject("p-1")))
        .endsWith("}],\"projectIdentifier\":\"p-1\"}");
    assertThat(served(new ServiceOptions(guardrail, "flex", null).withProject("p-1")))
        .endsWith("\"serviceTier\":{\"type\":\"flex\"},\"projectIdentifier\":\"p-1\"}")
        .contains("gr-1");
    assertThat(served(new ServiceOptions(null, "flex", null)))
        .endsWith("}],\"serviceTier\":{\"type\":\"flex\"}}");
  }

  private static String served(ServiceOptions options) {
    ConverseRequest plain = saying(new ContentBlock.Text("Hi"), InferenceConfiguration.NONE);
    return text(ConverseRequest.of("m", plain.messages()).withService(options));
  }

  @Test
  void countOfTokens_asksWhatTheRequestSays_andNotHowItIsAnswered() {
    ConverseRequest request =
        new ConverseRequest(
            "m",
            List.of(
                new ConverseMessage(ConversationRole.USER, List.of(new ContentBlock.Text("Hi")))),
            List.of(new ContentBlock.Text("Be brief.")),
            new InferenceConfiguration(10, 0.0, 0.5, List.of("END")),
            new ToolConfiguration(
                List.of(new ToolSpecification("f", null, Map.of())), new ToolChoice.Any()),
            Map.of("top_k", 5),
            List.of("/stop_sequence"),
            Map.of("tenant", "t1"),
            "{}");
    assertThat(new String(ConverseJson.writeCountTokens(request), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            {"input":{"converse":{"messages":[{"role":"user","content":[{"text":"Hi"}]}],\
            "system":[{"text":"Be brief."}],\
            "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}],\
            "toolChoice":{"any":{}}},"additionalModelRequestFields":{"top_k":5}}}}""");
  }

  @Test
  void resultOfATool_holdsTextImagesAndDocuments_andNothingElse() {
    assertThat(
            text(
                saying(
                    new ContentBlock.ToolResult(
                        "t1",
                        List.of(
                            new ContentBlock.Text("ok"),
                            new ContentBlock.Image(ImageFormat.PNG, new byte[] {1}),
                            new ContentBlock.Document("txt", "a", new byte[] {2})),
                        false),
                    InferenceConfiguration.NONE)))
        .contains(
            """
            {"toolResult":{"toolUseId":"t1","content":[{"text":"ok"},\
            {"image":{"format":"png","source":{"bytes":"AQ=="}}},\
            {"document":{"format":"txt","name":"a","source":{"bytes":"Ag=="}}}],\
            "status":"success"}}""");
    assertUnsendable(
        saying(
            new ContentBlock.ToolResult("t1", List.of(new ContentBlock.CachePoint(null)), null),
            InferenceConfiguration.NONE),
        "Bedrock takes no CachePoint at its place");
  }

  @Test
  void systemPrompt_isText() {
    ConverseRequest request =
        new ConverseRequest(
            "m",
            List.of(),
            List.of(new ContentBlock.Image(ImageFormat.PNG, new byte[] {1})),
            InferenceConfiguration.NONE,
            null,
            Map.of(),
            List.of(),
            Map.of(),
            null);
    assertUnsendable(request, "Bedrock takes no Image at its place");
  }

  private static void assertUnsendable(ConverseRequest request, String sentence) {
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> text(request))
        .withMessage(sentence)
        .satisfies(error -> assertThat(error.requestSent()).isFalse());
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
