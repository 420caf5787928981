package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestReaderTest {

  @Test
  void chat_withEverything_keepsIt() {
    ChatRequest request =
        chat(
            """
            {
              "model": "claude",
              "messages": [
                {"role": "SYSTEM", "content": "Be brief."},
                {"role": "user", "content": "Hi", "images": ["AAEC", [3, 4]]},
                {"role": "assistant", "content": null, "thinking": "Hm.", "tool_calls": [
                  {"id": "a1", "type": "function", "function":
                    {"index": 3, "name": "f", "arguments": {"z": 1.50, "A": [null, true, "x"]}}}]},
                {"role": "tool", "content": "ok", "tool_name": "f", "tool_call_id": "a1"}
              ],
              "tools": [{"type": "function", "function":
                {"name": "f", "description": "Does f.", "parameters":
                  {"type": "object", "required": ["z"], "properties": {"z": {"type": "number"}},
                   "additionalProperties": false, "Custom": null}}}],
              "format": {"type": "object"},
              "options": {"temperature": 0, "Top_P": 1},
              "stream": false,
              "think": "high",
              "keep_alive": "1h30m",
              "unknown": [{"deep": {}}]
            }
            """);

    assertThat(request.model()).isEqualTo("claude");
    assertThat(request.messages()).hasSize(4);
    assertThat(request.messages().get(0)).isEqualTo(Message.system("Be brief."));
    assertThat(request.messages().get(1).images())
        .containsExactly(new byte[] {0, 1, 2}, new byte[] {3, 4});
    assertThat(request.messages().get(2).thinking()).isEqualTo("Hm.");
    ToolCall call = request.messages().get(2).toolCalls().get(0);
    assertThat(call.id()).isEqualTo("a1");
    assertThat(call.function().index()).isEqualTo(3);
    assertThat(call.function().arguments().keySet()).containsExactly("z", "A");
    assertThat(call.function().arguments())
        .containsEntry("z", new BigDecimal("1.50"))
        .containsEntry("A", Arrays.asList(null, true, "x"));
    assertThat(request.messages().get(3).toolCallId()).isEqualTo("a1");
    Tool tool = request.tools().get(0);
    assertThat(tool.description()).isEqualTo("Does f.");
    assertThat(tool.parameters())
        .containsOnlyKeys("type", "required", "properties", "additionalProperties");
    assertThat(request.format()).isEqualTo(Map.of("type", "object"));
    assertThat(request.options()).isEqualTo(Map.of("temperature", 0, "Top_P", 1));
    assertThat(request.stream()).isFalse();
    assertThat(request.think()).isEqualTo(Think.HIGH);
    assertThat(request.keepAlive()).isEqualTo(Duration.ofMinutes(90));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "null",
        "  \n{} trailing garbage",
        "{}{",
        "null null",
        """
        {"model":null,"messages":null,"tools":null,"format":null,"options":null,"stream":null,
         "think":null,"keep_alive":null,"truncate":null,"top_logprobs":null}
        """
      })
  void chat_ofNothing_isAllAbsent(String body) {
    assertThat(chat(body))
        .isEqualTo(new ChatRequest("", List.of(), List.of(), null, Map.of(), null, null, null));
  }

  @Test
  void fields_inAnyCase_match_andTheLastWins() {
    assertThat(chat("{\"MODEL\":\"a\",\"Model\":\"b\",\"model\":null}").model()).isEqualTo("b");
  }

  @Test
  void fields_withALongS_orTheSignOfKelvin_matchToo() {
    ChatRequest request =
        chat("{\"me\u017f\u017fages\":[{\"content\":\"a\"}],\"\u212aeep_alive\":0}");
    assertThat(request.messages()).hasSize(1);
    assertThat(request.keepAlive()).isEqualTo(Duration.ZERO);
    assertThat(chat("{\"me\u00dfages\":[{\"content\":\"a\"}]}").messages()).isEmpty();
    assertThat(chat("{\"th\u0130nk\":true,\"th\u0131nk\":true}").think()).isNull();
  }

  @Test
  void doubledFields_takeWhatGoLeavesOfThem() {
    ChatRequest request =
        chat(
            """
            {"options":{"seed":1,"top_k":1},"OPTIONS":{"top_k":2,"x":3},"top_logprobs":5,
             "stream":false,"stream":null,"think":true,"think":null,"top_logprobs":null,
             "messages":[{"images":["AA=="],"images":["AQ==","Ag=="],"role":"user","role":null}]}
            """);
    assertThat(request.options()).isEqualTo(Map.of("seed", 1, "top_k", 2, "x", 3));
    assertThat(request.stream()).isNull();
    assertThat(request.think()).isNull();
    assertThat(request.messages().get(0).images()).containsExactly(new byte[] {1}, new byte[] {2});
    assertThat(request.messages().get(0).role()).isEqualTo("user");
    assertThat(chat("{\"options\":{\"seed\":1},\"options\":null}").options()).isEmpty();
    assertRefused(
        "{\"top_logprobs\":21,\"top_logprobs\":null}".getBytes(StandardCharsets.US_ASCII),
        "top_logprobs must be between 0 and 20");
  }

  @Test
  void mapKeys_keepTheirCase() {
    assertThat(chat("{\"options\":{\"Seed\":1,\"seed\":2}}").options())
        .isEqualTo(Map.of("Seed", 1, "seed", 2));
  }

  @Test
  void text_thatIsNoUtf8_isReplaced() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"model\":\"a".getBytes(StandardCharsets.US_ASCII));
    body.write(0xff);
    body.writeBytes("b\"} \u00e9".getBytes(StandardCharsets.ISO_8859_1));

    assertThat(OllamaApi.readChat(body.toByteArray()).model()).isEqualTo("a\ufffdb");
  }

  @Test
  void text_withHalfASurrogatePair_isReplaced() {
    ChatRequest request =
        chat(
            """
            {"model": "a\\ud83db\\ude00", "options": {"a": "\\ud83d\\ude00"}}
            """);

    assertThat(request.model()).isEqualTo("a\ufffdb\ufffd");
    assertThat(request.options()).isEqualTo(Map.of("a", "\ud83d\ude00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eda080", "edbfbf", "f4908080", "f0808080"})
  void text_ofBytesThatAreHalfASurrogatePair_holdsNone(String bytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes("{\"model\":\"a".getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(HexFormat.of().parseHex(bytes));
    body.writeBytes("b\"}".getBytes(StandardCharsets.US_ASCII));

    String model = OllamaApi.readChat(body.toByteArray()).model();
    assertThat(model).startsWith("a").endsWith("b");
    assertThat(model.codePoints()).noneMatch(c -> c >= 0xd800 && c <= 0xdfff);
  }

  @Test
  void name_withHalfASurrogatePair_isRefused() {
    assertRefused(
        "{\"options\":{\"\\ud83d\":1}}".getBytes(StandardCharsets.US_ASCII),
        "half a surrogate pair");
  }

  @Test
  void encodings_otherThanUtf8_areErrors() {
    assertRefused("\ufeff{}".getBytes(StandardCharsets.UTF_8), "'ï' looking for beginning");
    assertRefused("{}".getBytes(StandardCharsets.UTF_16BE), "'\\x00' looking for beginning");
    assertRefused("{}".getBytes(StandardCharsets.UTF_16LE), "'\\x00' looking for beginning");
    assertRefused("{}".getBytes(StandardCharsets.UTF_16), "'þ' looking for beginning");
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 999})
  void nesting_isRead(int depth) {
    String arguments = "{\"a\":".repeat(depth) + "1" + "}".repeat(depth);

    assertThat(chat("{\"options\":" + arguments + "}").options()).containsKey("a");
  }

  @ParameterizedTest
  @ValueSource(ints = {1_000, 10_001, 1_000_000})
  void nesting_tooDeep_isRefused(int depth) {
    assertRefused(
        ("{\"x\":" + "[".repeat(depth)).getBytes(StandardCharsets.US_ASCII), "exceeded max depth");
    assertRefused(
        ("{\"options\":" + "{\"a\":".repeat(depth)).getBytes(StandardCharsets.US_ASCII),
        "exceeded max depth");
  }

  @Test
  void brokenJson_isToldBeforeAWrongType() {
    assertRefused("{\"model\":5,}".getBytes(StandardCharsets.US_ASCII), "invalid character '}'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'model':5,'think':5} | think must be a boolean or string",
        "{'options':[1,{'a':[2]}],'keep_alive':'1d'} | time: unknown unit \"d\" in duration \"1d\"",
        "{'stream':'x','messages':[{'content':[]}]} | ChatRequest.messages.content of type string",
        "{'stream':'x','messages':[{'tool_calls':[{'function':{'arguments':'x'}}]}]} | Value looks like",
        "{'tools':[{'function':{'name':5,'description':6}}],'messages':[{'role':7}]} | ChatRequest.messages.role",
        "{'messages':[{'role':7,'images':['!']}],'think':5} | ChatRequest.messages.role",
        "{'model':5,'stream':6} | ChatRequest.model of type string",
        "{'tools':[{'function':{'name':5}}],'stream':6} | field ToolFunction.tools.function.name",
        "{'messages':5,'model':6} | ChatRequest.messages of type []api.Message",
        "{'options':{'a':1e400},'model':6} | cannot unmarshal number 1e400 into Go struct field ChatRequest.options of type float64",
        "{'top_logprobs':1.50,'model':6} | number 1.50 into Go struct field ChatRequest.top_logprobs",
        "{'model':6,'top_logprobs':99} | ChatRequest.model of type string",
        "{'keep_alive':1e400,'messages':[{'role':7}]} | ChatRequest.keep_alive of type float64"
      })
  void severalErrors_thoseOfTypesThatDecodeThemselvesWin(String body, String error) {
    assertRefused(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), error);
  }

  @Test
  void images_ofGenerate_areReadByGoItself() {
    assertThatThrownBy(
            () ->
                OllamaApi.readGenerate(
                    "{\"images\":[\"!\"],\"think\":5}".getBytes(StandardCharsets.UTF_8)))
        .hasMessageStartingWith("think must be");
    assertThatThrownBy(
            () ->
                OllamaApi.readGenerate(
                    "{\"images\":[\"!\",5],\"model\":5}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("illegal base64 data at input byte 0");
  }

  @Test
  void fields_behindAWrongOne_areStillRead() {
    assertRefused(
        "{\"model\":[{\"a\":[1]}],\"stream\":0,\"x\":".getBytes(StandardCharsets.UTF_8),
        "unexpected EOF");
  }

  @Test
  void number_ofManyDigits_isRefusedInWords() {
    assertRefused(
        ("{\"options\":{\"a\":" + "1".repeat(2_000) + "}}").getBytes(StandardCharsets.US_ASCII),
        "too long");
  }

  @Test
  void image_ofManyMegabytes_isRead() {
    String base64 = "AAAA".repeat(2_000_000);

    assertThat(
            chat("{\"messages\":[{\"images\":[\"" + base64 + "\"]}]}")
                .messages()
                .get(0)
                .images()
                .get(0))
        .hasSize(6_000_000);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0, 0",
    "1.5, 1500000000",
    "-1, -1",
    "'\"0\"', 0",
    "'\"-0\"', 0",
    "'\"+0s\"', 0",
    "'\"300ms\"', 300000000",
    "'\"1.5h\"', 5400000000000",
    "'\"2h45m\"', 9900000000000",
    "'\".5s\"', 500000000",
    "'\"1.s\"', 1000000000",
    "'\"3us2\u00b5s1\u03bcs4ns\"', 6004",
    "'\"-1m\"', -1",
    "9.2e9, 9200000000000000000"
  })
  void keepAlive_isANumberOfSecondsOrADuration(String json, long nanos) {
    assertThat(chat("{\"keep_alive\":" + json + "}").keepAlive())
        .isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372037", "1e10", "1e30", "1e300"})
  void keepAlive_ofMoreSecondsThanGoCounts_isOverAtOnce_butNoUnload(String seconds) {
    assertThat(chat("{\"keep_alive\":" + seconds + "}").keepAlive()).isEqualTo(Duration.ofNanos(1));
  }

  @Test
  void think_isABooleanOrAnyName() {
    assertThat(chat("{\"think\":true}").think()).isEqualTo(Think.ON);
    assertThat(chat("{\"think\":false}").think()).isEqualTo(Think.OFF);
    assertThat(chat("{\"think\":\"low\"}").think()).isEqualTo(Think.LOW);
    assertThat(chat("{\"think\":\"Extreme\"}").think()).isEqualTo(new Think("Extreme"));
    assertThat(chat("{\"think\":\"\"}").think()).isEqualTo(new Think(""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "21"})
  void topLogprobs_outOfRange_isRefused(String value) {
    assertRefused(
        ("{\"top_logprobs\":" + value + "}").getBytes(StandardCharsets.US_ASCII),
        "top_logprobs must be between 0 and 20");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20})
  void topLogprobs_upToTheirLimits_areTaken(int value) {
    assertThat(chat("{\"top_logprobs\":" + value + "}")).isEqualTo(chat("{}"));
  }

  @Test
  void topLogprobs_ofGenerate_areCheckedToo() {
    assertThatThrownBy(
            () -> OllamaApi.readGenerate("{\"top_logprobs\":21}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("top_logprobs must be between 0 and 20");
  }

  @Test
  void numPredict_besideTheOptions_countsWhereTheyHaveNone() {
    assertThat(chat("{\"num_predict\":5,\"options\":{\"seed\":1}}").options())
        .isEqualTo(Map.of("seed", 1, "num_predict", 5));
    assertThat(chat("{\"num_predict\":5,\"options\":{\"num_predict\":7}}").options())
        .isEqualTo(Map.of("num_predict", 7));
    assertThat(chat("{\"num_predict\":\"x\"}").options()).isEmpty();
  }

  @Test
  void generate_withEverything_keepsIt() {
    GenerateRequest request =
        OllamaApi.readGenerate(
            """
            {"model": "m", "prompt": "p", "suffix": "s", "system": "y", "template": "t",
             "raw": true, "context": [1, 2, null], "images": ["AA=="], "format": "json",
             "options": {"seed": 1}, "stream": true, "think": false, "keep_alive": -1}
            """
                .getBytes(StandardCharsets.UTF_8));

    assertThat(request.prompt()).isEqualTo("p");
    assertThat(request.suffix()).isEqualTo("s");
    assertThat(request.system()).isEqualTo("y");
    assertThat(request.template()).isEqualTo("t");
    assertThat(request.raw()).isTrue();
    assertThat(request.context()).containsExactly(1, 2, 0);
    assertThat(request.images()).containsExactly(new byte[] {0});
    assertThat(request.format()).isEqualTo("json");
    assertThat(request.stream()).isTrue();
    assertThat(request.think()).isEqualTo(Think.OFF);
    assertThat(request.keepAlive()).isNegative();
  }

  @Test
  void generate_ofEmptyTexts_hasNone() {
    GenerateRequest request =
        OllamaApi.readGenerate(
            "{\"suffix\":\"\",\"system\":\"\",\"template\":\"\"}".getBytes(StandardCharsets.UTF_8));

    assertThat(request).isEqualTo(GenerateRequest.of("", ""));
  }

  private static ChatRequest lenient(String body) {
    return OllamaApi.readChat(
        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Leniency.LENIENT);
  }

  @Test
  void contentInParts_isTakenLeniently() {
    Message message =
        lenient(
                """
                {'messages':[{'role':'user','images':['data:image/png;base64,BAUG','Bw=='],
                  'content':[{'type':'text','text':'One'},{'type':'text','text':'Two'},
                  {'type':'image_url','image_url':{'url':'data:image/png;base64,AAEC'}},
                  {'type':'image_url','image_url':'data:;base64,Aw=='}]}]}""")
            .messages()
            .get(0);
    assertThat(message.content()).isEqualTo("One\nTwo");
    assertThat(message.images())
        .containsExactly(
            new byte[] {4, 5, 6}, new byte[] {7}, new byte[] {0, 1, 2}, new byte[] {3});
    assertThat(lenient("{'messages':[{'content':'x'}]}").messages().get(0).content())
        .isEqualTo("x");
    assertThat(lenient("{'messages':[{'content':[]}]}").messages().get(0).content()).isEmpty();
  }

  @Test
  void argumentsInText_areTakenLeniently() {
    String call = "{'messages':[{'tool_calls':[{'function':{'name':'f','arguments':%s}}]}]}";
    assertThat(arguments(call.formatted("'{\\'a\\':[1]}'"))).isEqualTo(Map.of("a", List.of(1)));
    assertThat(arguments(call.formatted("' '"))).isEmpty();
    assertThat(arguments(call.formatted("{'b':2}"))).isEqualTo(Map.of("b", 2));
    assertThatThrownBy(() -> arguments(call.formatted("'[1]'")))
        .hasMessage("Value looks like object, but can't find closing '}' symbol");
    assertThatThrownBy(() -> arguments(call.formatted("[1]")))
        .hasMessage("Value looks like object, but can't find closing '}' symbol");
  }

  private static Map<String, Object> arguments(String body) {
    return lenient(body).messages().get(0).toolCalls().get(0).function().arguments();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'type':'audio'}] | its type is \"audio\"",
        "[{'type':'text'}] | its type is \"text\"",
        "['x'] | its type is missing",
        "[null] | its type is missing",
        "[{'type':'image_url','image_url':{'url':'https://x'}}] | must be a data: URL",
        "[{'type':'image_url'}] | must be a data: URL",
        "[{'type':'image_url','image_url':'data:image/png;base64,!'}] | illegal base64 data",
        "{} | of type string"
      })
  void contentInOtherParts_isRefused(String content, String error) {
    assertThatThrownBy(() -> lenient("{'messages':[{'content':" + content + "}]}"))
        .isInstanceOf(CallException.class)
        .hasMessageContaining(error);
  }

  @Test
  void imagesOfGenerate_areTakenLeniently() {
    byte[] body =
        "{\"images\":[\"data:image/png;base64,AAEC\",[3]]}".getBytes(StandardCharsets.UTF_8);
    assertThat(OllamaApi.readGenerate(body, Leniency.LENIENT).images())
        .containsExactly(new byte[] {0, 1, 2}, new byte[] {3});
    assertThatThrownBy(() -> OllamaApi.readGenerate(body))
        .hasMessage("illegal base64 data at input byte 4");
  }

  @Test
  void named_isAModelOrTheOldName() {
    assertThat(named("{\"Model\":\"a\",\"name\":\"b\",\"stream\":false,\"insecure\":true}"))
        .isEqualTo(new NamedRequest("a", true, false));
    assertThat(named("{\"name\":\"b\",\"password\":null,\"x\":[]}"))
        .isEqualTo(new NamedRequest("b", false, null));
    assertThatThrownBy(() -> named("{\"username\":5}"))
        .hasMessageContaining("field PullRequest.username of type string");
    assertThatThrownBy(() -> named("{\"insecure\":5}"))
        .hasMessageContaining("field PullRequest.insecure of type bool");
    assertThatThrownBy(() -> named("[]"))
        .hasMessage("json: cannot unmarshal array into Go value of type api.PullRequest");
  }

  private static NamedRequest named(String body) {
    return RequestReader.named(body.getBytes(StandardCharsets.UTF_8), "PullRequest");
  }

  @Test
  void unknownMembers_arePassedOver_withAllThatIsInThem() {
    String unknown =
        "\"x\":{\"model\":5,\"role\":5,\"content\":[{}],\"name\":5,\"id\":5,\"source\":5,"
            + "\"function\":5,\"arguments\":5,\"parameters\":5}";
    ChatRequest chat =
        chat(
            """
            {~,"messages":[{~,"role":"assistant","content":"a","tool_calls":[
               {~,"id":"c","function":{~,"name":"f","arguments":{"b":1}}}]}],
             "tools":[{~,"type":"function","function":{~,"name":"g",
               "parameters":{"type":"object"}}}],"model":"m"}"""
                .replace("~", unknown));
    assertThat(chat.model()).isEqualTo("m");
    ToolCall call = chat.messages().get(0).toolCalls().get(0);
    assertThat(call.id()).isEqualTo("c");
    assertThat(call.function().name()).isEqualTo("f");
    assertThat(call.function().arguments()).isEqualTo(Map.of("b", 1));
    assertThat(chat.tools().get(0).name()).isEqualTo("g");
    assertThat(chat.tools().get(0).parameters()).isEqualTo(Map.of("type", "object"));
    assertThat(
            SavedModelsApi.readCopy(
                bytes("{~,\"source\":\"a\",\"destination\":\"b\"}".replace("~", unknown))))
        .isEqualTo(new CopyRequest("a", "b"));
    assertThat(
            SavedModelsApi.readDelete(bytes("{~,\"model\":\"a\"}".replace("~", unknown))).model())
        .isEqualTo("a");
    assertThat(
            SavedModelsApi.readCreate(bytes("{~,\"model\":\"a\"}".replace("~", unknown))).model())
        .isEqualTo("a");
    assertThat(show("{~,\"model\":\"a\"}".replace("~", unknown)).model()).isEqualTo("a");
  }

  @Test
  void create_withEverything_keepsIt() {
    CreateRequest create =
        SavedModelsApi.readCreate(
            bytes(
                """
                {"model":"m","name":"old","from":"f","files":{"A":"1"},"adapters":{"b":"2"},
                 "draft_files":{"d":"3"},"info":{"i":1},"system":"s","template":"t",
                 "parameters":{"top_k":7},"messages":[{"role":"user","content":"Hi"}],
                 "license":["MIT","Mine"],"stream":false,"quantize":"q4"}"""));
    assertThat(create)
        .isEqualTo(
            new CreateRequest(
                "m",
                "f",
                Map.of("A", "1", "b", "2", "d", "3"),
                true,
                Map.of("i", 1),
                "s",
                "t",
                Map.of("top_k", 7),
                List.of(Message.user("Hi")),
                List.of("MIT", "Mine"),
                Map.of("quantize", "q4"),
                false));
    assertThat(SavedModelsApi.readCreate(bytes("{\"name\":\"old\",\"license\":\"MIT\"}")))
        .isEqualTo(
            new CreateRequest(
                "old",
                "",
                Map.of(),
                false,
                Map.of(),
                null,
                null,
                Map.of(),
                null,
                List.of("MIT"),
                Map.of(),
                null));
  }

  private static byte[] bytes(String body) {
    return body.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void show_takesTheOldName() {
    assertThat(show("{\"model\":\"a\",\"name\":\"b\"}")).isEqualTo(new ShowRequest("a", false));
    assertThat(show("{\"name\":\"b\",\"verbose\":true}")).isEqualTo(new ShowRequest("b", true));
  }

  private static ChatRequest chat(String body) {
    return OllamaApi.readChat(body.getBytes(StandardCharsets.UTF_8));
  }

  private static ShowRequest show(String body) {
    return RequestReader.show(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRefused(byte[] body, String text) {
    assertThatThrownBy(() -> OllamaApi.readChat(body))
        .isInstanceOfSatisfying(
            CallException.class, refused -> assertThat(refused.status()).isEqualTo(400))
        .hasMessageContaining(text);
  }
}
