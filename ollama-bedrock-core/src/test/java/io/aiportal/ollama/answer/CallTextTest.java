package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.chat.CallMarkup;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tool calls that a model writes into its text. */
class CallTextTest extends AnswerStreamFixture {

  private static final OfferedTool ANY = new OfferedTool(Map.of("type", "object"));
  private static final OfferedTool WEATHER =
      new OfferedTool(
          Map.of(
              "properties",
              Map.of("city", Map.of("type", "string"), "days", Map.of("type", "integer")),
              "required",
              List.of("city")));
  private static final ToolShape TOOLS =
      new ToolShape(
          Map.of("get_weather", "get.weather"),
          Map.of("keyed", Map.of("a_b_1", "a b")),
          Map.of("get_weather", WEATHER, "get_time", ANY, "keyed", ANY),
          EnumSet.allOf(CallMarkup.class),
          false);
  private static final AnswerShape SHAPE = AnswerShape.PLAIN.withTools(TOOLS);

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        // Llama, gpt-oss
        "{\"name\": \"get_weather\", \"parameters\": {\"city\": \"Rome\"}} → get.weather {city=Rome}",
        "{\"name\":\"get_weather\",\"arguments\":\"{\\\"city\\\":\\\"Rome\\\"}\"} → get.weather {city=Rome}",
        "<|python_tag|>{\"name\":\"get_time\",\"parameters\":{}} → get_time {}",
        "{\"type\":\"function\",\"name\":\"get_time\",\"parameters\":{\"a\":[1]}} → get_time {a=[1]}",
        "{\"type\":\"function\",\"function\":{\"name\":\"get_time\",\"arguments\":null}} → get_time {}",
        "{\"function\":\"get_time\",\"parameters\":{}} → get_time {}",
        "{\"name\":\"get.weather\",\"parameters\":{\"city\":\"Rome\"}} → get.weather {city=Rome}",
        "<function=get_weather>{\"city\": \"Rome\"}</function> → get.weather {city=Rome}",
        "<function=get_time></function> → get_time {}",
        // Qwen
        "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"</b>\"}}</tool_call> → get.weather {city=</b>}",
        "<tool_call> {\"name\": \"get_time\"} </tool_call> → get_time {}",
        "<tool_call><function=get_weather><parameter=city>7</parameter><parameter=days>7</parameter></function></tool_call> → get.weather {city=7, days=7}",
        // GLM
        "<tool_call>get_weather<arg_key>city</arg_key><arg_value>New York</arg_value><arg_key>on</arg_key><arg_value>true</arg_value></tool_call> → get.weather {city=New York, on=true}",
        "<tool_call>get_time</tool_call> → get_time {}",
        // Mistral
        "[TOOL_CALLS][{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Rome\"}}] → get.weather {city=Rome}",
        "[TOOL_CALLS] get_time{\"zone\": \"CET\"} → get_time {zone=CET}",
        "[TOOL_CALLS]get_time[CALL_ID]abcdefghi[ARGS]{} → get_time {}",
        // Kimi
        "<|tool_calls_section_begin|><|tool_call_begin|>functions.get_weather:0<|tool_call_argument_begin|>{\"city\": \"Rome\"}<|tool_call_end|><|tool_calls_section_end|> → get.weather {city=Rome}",
        "<|tool_calls_section_begin|> <|tool_call_begin|> get_time <|tool_call_argument_begin|> <|tool_call_end|> <|tool_calls_section_end|> → get_time {}",
        // DeepSeek
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_weather<｜tool▁sep｜>{\"city\":\"Rome\"}<｜tool▁call▁end｜><｜tool▁calls▁end｜> → get.weather {city=Rome}",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>get_time ```json {\"a\":1} ```<｜tool▁call▁end｜><｜tool▁calls▁end｜> → get_time {a=1}",
        "<｜DSML｜function_calls> <｜DSML｜invoke name=\"get_time\"> <｜DSML｜parameter name=\"zone\" string=\"true\">1</｜DSML｜parameter><｜DSML｜parameter name=\"n\" string=\"false\">1</｜DSML｜parameter></｜DSML｜invoke></｜DSML｜function_calls> → get_time {zone=1, n=1}",
        // MiniMax
        "<minimax:tool_call> <invoke name=\"get_weather\"> <parameter name=\"city\">7</parameter> <parameter name=\"days\">7</parameter> </invoke> </minimax:tool_call> → get.weather {city=7, days=7}",
        "<minimax:tool_call><invoke name=\"get_time\"></invoke></minimax:tool_call> → get_time {}",
        // Qwen, without the end
        "<tool_call>{\"name\": \"get_weather\", \"arguments\": {\"city\": \"</tool_call>\"}} → get.weather {city=</tool_call>}",
        "<tool_call> {\"name\": \"get_time\"} → get_time {}",
        // Llama 4
        "[get_weather(city=\"Rome\")] → get.weather {city=Rome}",
        "[ get_time ( ) ] → get_time {}",
        "[get.weather(city='a]\\'b\", c', days=-2,)] → get.weather {city=a]'b\", c, days=-2}",
        "[get_time(a=[1, 2.5, {'k': None}], b=(True, False), c=null, d=\"\\u00e9\\x41\\d\")] → get_time {a=[1, 2.5, {k=null}], b=[true, false], c=null, d=éA\\d}",
        "<|python_start|>[get_weather(city=\"Rome\")]<|python_end|> → get.weather {city=Rome}",
        "<|python_start|>get_weather(city=\"Rome\")<|python_end|> → get.weather {city=Rome}",
        // Nemotron
        "<TOOLCALL>[{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Rome\"}}]</TOOLCALL> → get.weather {city=Rome}",
        "<TOOLCALL>[{\"name\": \"get_time\", \"arguments\": {}}] → get_time {}",
        // keys that were mapped
        "[TOOL_CALLS]keyed[ARGS]{\"a_b_1\": 1} → keyed {a b=1}"
      })
  void call_inAnyMarkup_isACall(String text, String call) {
    for (String before : List.of("", "\n ")) {
      for (int seed = 0; seed < 20; seed++) {
        run(seed, before + text + "\n");
        assertThat(log.text()).as(text).isEmpty();
        assertThat(calls()).as(text).containsExactly(call);
        assertThat(log.calls).last().isEqualTo("end TOOL_USE");
      }
    }
  }

  @Test
  void calls_behindEachOther_areAllCalls() {
    for (String text :
        List.of(
            "{\"name\":\"get_time\",\"parameters\":{}}; {\"name\":\"keyed\",\"parameters\":{}}",
            "{\"name\":\"get_time\",\"parameters\":{}}\n\n{\"name\":\"keyed\",\"parameters\":{}}\n",
            "<|python_tag|>{\"name\":\"get_time\",\"parameters\":{}}; {\"name\":\"keyed\",\"parameters\":{}}",
            "[{\"name\":\"get_time\",\"parameters\":{}},{\"name\":\"keyed\",\"parameters\":{}}]",
            "<tool_call>\n{\"name\":\"get_time\"}\n</tool_call>\n<tool_call>\n{\"name\":\"keyed\"}\n</tool_call>",
            "[TOOL_CALLS]get_time{}[TOOL_CALLS]keyed{}",
            "<|tool_calls_section_begin|>\n<|tool_call_begin|>functions.get_time:0<|tool_call_argument_begin|>\n{}\n<|tool_call_end|>\n<|tool_call_begin|>functions.keyed:1<|tool_call_argument_begin|>{}<|tool_call_end|>\n<|tool_calls_section_end|>",
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_time<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁call▁begin｜>keyed<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "<minimax:tool_call>\n<invoke name=\"get_time\">\n</invoke>\n<invoke name=\"keyed\">\n</invoke>\n</minimax:tool_call>",
            "[get_time(), keyed()]",
            "[get_time()]\n[keyed()]",
            "<|python_start|>[get_time(), keyed()]<|python_end|>",
            "<TOOLCALL>[{\"name\":\"get_time\"},{\"name\":\"keyed\"}]</TOOLCALL>",
            "<tool_call>\n{\"name\":\"get_time\"}\n<tool_call>\n{\"name\":\"keyed\"}\n")) {
      run(3, text);
      assertThat(log.text()).isEmpty();
      assertThat(calls()).containsExactly("get_time {}", "keyed {}");
      assertThat(ids()).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_.:-]{1,64}"));
    }
  }

  @Test
  void call_betweenText_isABlockOfItsOwn() {
    run(
        SHAPE,
        new TextDelta(0, "Let me see.\n<tool_call>{\"name\":\"get_time\"}"),
        new TextDelta(0, "</tool_call>\nDone."),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN),
        METADATA);
    String id = ids().get(0);
    assertThat(log.calls)
        .containsExactly(
            "text Let me see.\n",
            "block end",
            "start 0 " + id + " get_time",
            "input 0 {}",
            "call 0 " + id + " get_time {}",
            "block end",
            "text \nDone.",
            "block end",
            "end TOOL_USE");
  }

  @Test
  void blanksBehindACall_areHeldOnlySoFar() {
    run(SHAPE, new TextDelta(0, "<tool_call>{\"name\":\"get_time\"}" + " ".repeat(200)));
    assertThat(calls()).containsExactly("get_time {}");
  }

  @Test
  void call_whoseEndTagIsCut_isACall() {
    for (String text :
        List.of(
            "<tool_call>{\"name\":\"get_time\"}\n</tool_c",
            "<TOOLCALL>[{\"name\":\"get_time\"}]<")) {
      ended(SHAPE, text);
      assertThat(log.text()).isEmpty();
      assertThat(calls()).containsExactly("get_time {}");
    }
  }

  /** In whatever pieces it comes. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "Let me see: [get_time(a=1)] Done. → Let me see: | Done.",
        "I look.<|python_start|>[get_time(a=1)]<|python_end|> So. → I look.| So.",
        "Yes. <tool_call>{\"name\":\"get_time\",\"arguments\":{\"a\":1}} So. → Yes. | So.",
        "Yes. <TOOLCALL>[{\"name\":\"get_time\",\"arguments\":{\"a\":1}}]</TOOLCALL> So. → Yes. | So.",
        "Yes. <TOOLCALL>[{\"name\":\"get_time\",\"arguments\":{\"a\":1}}] So. → Yes. | So."
      })
  void call_betweenText_isTakenOutOfIt(String text, String around) {
    for (int seed = 0; seed < 20; seed++) {
      run(seed, text);
      assertThat(log.text()).as(text).isEqualTo(around.replace("|", ""));
      assertThat(calls()).as(text).containsExactly("get_time {a=1}");
      assertThat(log.calls).last().isEqualTo("end TOOL_USE");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\": \"other\", \"parameters\": {}}",
        "{\"name\": \"get_time\"}",
        "{\"name\": \"get_time\", \"parameters\": {}, \"why\": 1}",
        "{\"name\": \"get_time\", \"parameters\": 3}",
        "{\"name\": \"get_time\", \"parameters\": {}",
        "{\"name\": 3, \"parameters\": {}}",
        "[{\"name\": \"get_time\", \"parameters\": {}}, 1]",
        "[]",
        "{}",
        " {\"city\": \"Rome\"} ",
        "{name: get_time}",
        "Call {\"name\": \"get_time\", \"parameters\": {}}",
        "```json\n{\"name\": \"get_time\", \"parameters\": {}}\n```",
        "<function=other>{}</function>",
        "<function=get_time>{</function>",
        "<function=get_time",
        "<function=get_time></functio",
        "<function=get_time>text</function>",
        "<function=get_time><parameter=a>1</function>",
        "<tool_call>other</tool_call>",
        "<tool_call>get_time and more</tool_call>",
        "<tool_call>get_time<arg_key>a</arg_key></tool_call>",
        "<tool_call>{\"name\":\"get_time\"",
        "<tool_cal>",
        "<tool_call>{\"name\":\"other\"} and more",
        "<tool_call>{\"name\":\"get_time\",} </tool_call>",
        "<TOOLCALL>[{\"name\":\"other\",\"arguments\":{}}]</TOOLCALL>",
        "<TOOLCALL>none</TOOLCALL>",
        "[get_time",
        "[get_time()",
        "[get_time(]",
        "[get_time(a)]",
        "[get_time(a=b)]",
        "[get_time(1)]",
        "[get_time(a=\"x)]",
        "[get_time() or keyed()]",
        "[get_time_(a=1)]",
        "[other(a=1), get_time()]",
        "[get_time(), other(a=1)]",
        "[get_time](https://example.com) [1] [x]",
        "`[get_time()]` and {\"a\": \"[get_time()]\"}",
        "get_time(a=1)",
        "<|python_start|>print(1)<|python_end|>",
        "<|python_start|>[get_time()]",
        "<|tool_calls_section_begin|>none<|tool_calls_section_end|>",
        "<|tool_calls_section_begin|><|tool_call_begin|>get_time<|tool_call_end|><|tool_calls_section_end|>",
        "<|tool_calls_section_begin|><|tool_call_begin|>other<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_time<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_time<｜tool▁sep｜>[]<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
        "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_time<｜tool▁sep｜>{}",
        "<minimax:tool_call></minimax:tool_call>",
        "<minimax:tool_call><invoke name=\"get_time\">now</invoke></minimax:tool_call>",
        "<minimax:tool_call><invoke name=\"get_time\"</invoke></minimax:tool_call>",
        "<minimax:tool_call><invoke name=get_time></invoke></minimax:tool_call>",
        "<minimax:tool_call><invoke name=\"get_time\"><parameter name=\"a\"</parameter></invoke></minimax:tool_call>",
        "<",
        "a < b and <|python_tag|> alone",
        "<|python_tag|>print(1)",
        "[TOOL_CALLS] none",
        "[TOOL_CALLS]other{}",
        "[TOOL_CALLS][]",
        "[TOOL_CALLS]get_time{]",
        "[TOOL",
        "[1] and [2]",
        " \n"
      })
  void text_thatOnlyLooksAlike_staysAsItWas(String text) {
    for (int seed = 0; seed < 20; seed++) {
      run(seed, text);
      assertThat(log.text()).isEqualTo(text);
      assertThat(calls()).isEmpty();
      assertThat(log.calls).last().isEqualTo("end END_TURN");
    }
  }

  @Test
  void text_withoutMarkupOfTheFamily_passesAtOnce() {
    AnswerShape tags =
        AnswerShape.PLAIN.withTools(
            new ToolShape(
                Map.of(),
                Map.of(),
                Map.of("get_time", ANY),
                Set.of(CallMarkup.TOOL_CALL_TAG),
                false));
    String json = "{\"name\":\"get_time\",\"parameters\":{}}[TOOL_CALLS]get_time{}";
    run(tags, new TextDelta(0, json));
    assertThat(log.calls).containsExactly("text " + json);
    log.calls.clear();
    run(SHAPE, new TextDelta(0, "{\"cit"), new TextDelta(0, "y\":"));
    assertThat(log.text()).as("as soon as the first key is no call's").isEqualTo("{\"city\":");
  }

  @Test
  void text_thatIsHeldBack_isBounded() {
    String endless = "<tool_call>" + "x".repeat(CallText.MAX_HELD);
    run(SHAPE, new TextDelta(0, endless));
    assertThat(log.text()).startsWith("<tool_call>xxx").hasSizeGreaterThan(CallText.MAX_HELD);
  }

  @Test
  void call_thatALimitCut_staysText() {
    String cut = "<tool_call>{\"name\":\"get_time\"";
    run(
        SHAPE,
        new TextDelta(0, cut),
        new ContentBlockStop(0),
        new MessageStop(StopReason.MAX_TOKENS),
        METADATA);
    assertThat(log.text()).isEqualTo(cut);
    assertThat(log.calls).last().isEqualTo("end MAX_TOKENS");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "{\"name\": \"get_weather\", \"arguments\": {\"ci → {\"name\": \"get.weather\", \"arguments\": {\"ci",
        "<tool_call>get_weather, get_weather_now</tool_call> → <tool_call>get.weather, get_weather_now</tool_call>",
        "[{\"name\":\"get_weather\",\"input\":{}},{\"name\":\"x\",\"input\":{}}] → [{\"name\":\"get.weather\",\"input\":{}},{\"name\":\"x\",\"input\":{}}]",
        "I call get_weather now. → I call get_weather now.",
        "{\"id\":1,\"get_weather\":\"x\",\"name\":\"Bo\"} → {\"id\":1,\"get_weather\":\"x\",\"name\":\"Bo\"}",
        "[{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}] → [{\"name\":\"get.weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}]",
      })
  void textThatIsNoCallAfterAll_hasTheCallersNames(String text, String told) {
    for (int seed = 0; seed < 20; seed++) {
      run(seed, text);
      assertThat(log.text()).isEqualTo(told);
      assertThat(calls()).isEmpty();
    }
  }

  @Test
  void json_whereJsonIsAskedFor_isTheAnswer_whateverItLooksLike() {
    AnswerFormat any = new AnswerFormat(null, false, false);
    for (AnswerShape json :
        List.of(
            SHAPE.withJson(JsonText.OBJECT_OR_ARRAY),
            SHAPE.withFormat(any),
            SHAPE.withFormat(any).withJson(JsonText.OBJECT_OR_ARRAY),
            SHAPE.withAnswerTool("answer").withJson(JsonText.OBJECT_OR_ARRAY))) {
      for (String text :
          List.of(
              "{\"name\":\"get_time\",\"parameters\":{}}",
              "[{\"name\":\"get_time\",\"parameters\":{}}]",
              "{\"a\":\"<tool_call>{\\\"name\\\":\\\"get_time\\\"}</tool_call>\"}",
              "{\"a\":\"[TOOL_CALLS]get_time{}\"}")) {
        ended(json, text);
        assertThat(log.text()).isEqualTo(text);
        assertThat(calls()).isEmpty();
        assertThat(log.calls).last().isEqualTo("end END_TURN");
      }
    }
  }

  @Test
  void string_whereAnyJsonIsAskedFor_isTheAnswer() {
    String text = "\"<tool_call>get_time</tool_call>\"";
    ended(SHAPE.withJson(JsonText.ANY), text);
    assertThat(log.text()).isEqualTo(text);
    assertThat(calls()).isEmpty();
    ended(SHAPE, text);
    assertThat(calls()).containsExactly("get_time {}");
    ended(SHAPE.withJson(JsonText.ANY), "As you \"said\": <tool_call>get_time</tool_call>");
    assertThat(calls()).containsExactly("get_time {}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>{\"name\":\"get_time\"}</tool_call>",
        "<|python_tag|>{\"name\":\"get_time\",\"parameters\":{}}",
        "[TOOL_CALLS]get_time{}"
      })
  void markup_whereJsonIsAskedFor_isACall_andNeedsNoJson(String text) {
    ended(SHAPE.withJson(JsonText.OBJECT), text);
    assertThat(log.text()).isEmpty();
    assertThat(calls()).containsExactly("get_time {}");
    assertThat(log.calls).last().isEqualTo("end TOOL_USE");
  }

  @Test
  void answerTool_calledInMarkup_isTheAnswer() {
    AnswerShape answer =
        AnswerShape.PLAIN
            .withTools(
                new ToolShape(
                    Map.of(),
                    Map.of("answer", Map.of("a_b_1", "a b")),
                    Map.of("answer", ANY),
                    Set.of(CallMarkup.TOOL_CALL_TAG),
                    false))
            .withAnswerTool("answer")
            .withJson(JsonText.OBJECT);
    ended(answer, "<tool_call>{\"name\":\"answer\",\"arguments\":{\"a_b_1\":1}}</tool_call>");
    assertThat(log.calls).containsExactly("text {\"a b\":1}", "block end", "end END_TURN");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"get_time\",\"parameters\":{}} is how you call it.",
        "{\"name\":\"get_time\",\"parameters\":{}};{\"name\":\"other\",\"parameters\":{}}",
        "{\"name\":\"get_time\",\"parameters\":{}} {\"name\":\"get_time\"",
        "{\"name\":\"get_time\",\"parameters\":{}} <tool",
        "{\"name\":\"get_time\",\"parameters\":{}}\n[1]",
        "As asked:\n{\"name\":\"get_time\",\"parameters\":{}}",
        "[{\"name\":\"get_time\",\"parameters\":{}}].",
        "{\"name\":\"get_weather\",\"parameters\":{}}",
        "{\"name\":\"get_weather\",\"arguments\":null}",
        "{\"name\":\"get_weather\",\"arguments\":{\"city\":7}}",
        "[{\"name\":\"get_time\",\"parameters\":{}},{\"name\":\"get_weather\",\"parameters\":{}}]",
        "{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{}}}}",
        "{\"name\":\"get_time\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}"
      })
  void bareJson_thatIsNotAllOfItsBlock_orThatTheToolDoesNotTake_isText(String text) {
    for (int seed = 0; seed < 20; seed++) {
      run(seed, text);
      assertThat(log.text()).isEqualTo(text.replace("get_weather", "get.weather"));
      assertThat(calls()).isEmpty();
      assertThat(log.calls).last().isEqualTo("end END_TURN");
    }
  }

  @Test
  void bareJson_isHeldUntilItsBlockEnds() {
    String call = "{\"name\":\"get_time\",\"parameters\":{}}";
    run(SHAPE, new TextDelta(0, call), new TextDelta(0, "\n"));
    assertThat(log.calls).isEmpty();
    AnswerStream stream = run(SHAPE, new TextDelta(0, call), new TextDelta(0, " x"));
    assertThat(log.calls).containsExactly("text " + call + " x");
    log.calls.clear();
    stream.onEvent(new ContentBlockStop(0));
    stream.onEvent(new TextDelta(1, call));
    stream.onEvent(new ContentBlockStop(1));
    assertThat(calls()).as("another block begins anew").containsExactly("get_time {}");
    assertThat(log.text()).isEmpty();
  }

  @Test
  void bareJson_thatIsHeld_isBounded() {
    String call = "{\"name\":\"get_time\",\"parameters\":{\"a\":\"" + "x".repeat(100_000) + "\"}}";
    run(SHAPE, new TextDelta(0, call + call));
    assertThat(log.calls).isEmpty();
    run(SHAPE, new TextDelta(0, call + call + call));
    assertThat(log.text()).isEqualTo(call + call + call);
    log.calls.clear();
    run(SHAPE, new TextDelta(0, " ".repeat(CallText.MAX_HELD)));
    assertThat(log.calls).isEmpty();
    run(SHAPE, new TextDelta(0, " ".repeat(CallText.MAX_HELD + 1)));
    assertThat(log.text()).hasSize(CallText.MAX_HELD + 1);
  }

  @Test
  void bareJson_besideMarkup_isText() {
    String bare = "{\"name\":\"get_time\",\"parameters\":{}}";
    for (String markup :
        List.of(
            "<tool_call>keyed</tool_call>", "<|python_tag|>" + bare.replace("get_time", "keyed"))) {
      ended(SHAPE, bare + markup);
      assertThat(log.text()).isEqualTo(bare);
      assertThat(calls()).containsExactly("keyed {}");
    }
    ended(SHAPE, "<tool_call>keyed</tool_call>" + bare);
    assertThat(log.text()).isEqualTo(bare);
    assertThat(calls()).containsExactly("keyed {}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Write\n```xml\n%s\n```\nto call it.",
        "~~~\n%s\n~~~",
        "````\n```\n%s\n```\n````",
        "- ```\n  %s\n  ```",
        "```\n%s",
        "Use `%s` to call it.",
        "Use ``a ` %s`` to call it.",
        "As JSON: {\"a\": \"%s\", \"b\": 1} and no more.",
        "{\"city\": [\"%s\"]}",
        "[\"%s\"]"
      })
  void markup_inCodeOrInJson_isText(String frame) {
    for (String call :
        List.of(
            "<tool_call>get_time</tool_call>",
            "<function=get_time></function>",
            "[TOOL_CALLS]get_time{}",
            "<|python_tag|>{'name':'get_time','parameters':{}}",
            "<|tool_calls_section_begin|><|tool_call_begin|>get_time<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|>",
            "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>get_time<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>",
            "<minimax:tool_call><invoke name='get_time'></invoke></minimax:tool_call>")) {
      String quote = frame.contains("\"%s") ? "\\\"" : "\"";
      String text = frame.formatted(call.replace("'", quote));
      for (int seed = 0; seed < 5; seed++) {
        run(seed, text);
        assertThat(log.text()).isEqualTo(text);
        assertThat(calls()).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "```\ncode\n```\n%s",
        "```\ncode\n``` \n%s",
        "a `b` c %s",
        "a ``b`` %s",
        "A lone ` of a line.\n%s",
        "``` in one line ``` %s",
        "~ a ~~ b ~~~ %s",
        "[see %s",
        "{%s",
        "[ %s",
        "{\"a\":1} %s",
        "{\"name\":\"Bo\"} %s",
        "{\"name\" %s"
      })
  void markup_behindCodeOrJson_isACall(String frame) {
    for (int seed = 0; seed < 20; seed++) {
      run(seed, frame.formatted("<tool_call>get_time</tool_call>"));
      assertThat(log.text().strip()).isEqualTo(frame.replace("%s", "").strip());
      assertThat(calls()).containsExactly("get_time {}");
    }
  }

  @Test
  void code_endsWithItsBlock() {
    run(
        SHAPE,
        new TextDelta(0, "```\ncode"),
        new ContentBlockStop(0),
        new TextDelta(1, "<tool_call>get_time</tool_call>"),
        new ContentBlockStop(1),
        new TextDelta(2, "{\"a\":"),
        new ContentBlockStop(2),
        new TextDelta(3, "<tool_call>keyed</tool_call>"));
    assertThat(calls()).containsExactly("get_time {}", "keyed {}");
  }

  @Test
  void ids_haveOllamasForm_andComeOnceInAConversation() {
    String text = "<tool_call>get_time</tool_call><tool_call>get_time</tool_call>";
    Set<String> ids = new HashSet<>();
    for (int turn = 0; turn < 50; turn++) {
      ended(SHAPE, text);
      ids.addAll(ids());
    }
    assertThat(ids).hasSize(100).allMatch(id -> id.matches("call_[a-z0-9]{8}"));
  }

  @Test
  void secondCall_whereOnlyTheFirstIsWanted_isDropped() {
    AnswerShape first =
        AnswerShape.PLAIN.withTools(
            new ToolShape(Map.of(), Map.of(), TOOLS.offered(), TOOLS.markups(), true));
    run(
        first,
        new TextDelta(0, "[TOOL_CALLS]get_time{}[TOOL_CALLS]get_weather{}"),
        new MessageStop(StopReason.END_TURN),
        METADATA);
    assertThat(calls()).containsExactly("get_time {}");
  }

  @Test
  void wholeAnswer_isReadAlike() {
    new AnswerStream(SHAPE, log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.Text("{\"name\":\"get_time\",\"parameters\":{\"a\":1.50}}")),
                StopReason.END_TURN,
                USAGE,
                0));
    assertThat(calls()).containsExactly("get_time {a=1.50}");
    assertThat(log.calls).last().isEqualTo("end TOOL_USE");
  }

  private void ended(AnswerShape shape, String text) {
    log.calls.clear();
    run(
        shape,
        new TextDelta(0, text),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN),
        METADATA);
  }

  private void run(int seed, String text) {
    log.calls.clear();
    Random random = new Random(seed);
    AnswerStream stream = new AnswerStream(SHAPE, log);
    int at = 0;
    while (at < text.length()) {
      int to = seed == 0 ? at + 1 : Math.min(text.length(), at + 1 + random.nextInt(12));
      stream.onEvent(new TextDelta(0, text.substring(at, to)));
      at = to;
    }
    stream.onEvent(new ContentBlockStop(0));
    stream.onEvent(new MessageStop(StopReason.END_TURN));
    stream.onEvent(METADATA);
  }

  /** Each complete call: its name and its arguments. */
  private List<String> calls() {
    List<String> calls = new ArrayList<>();
    for (String call : log.calls) {
      if (call.startsWith("call ")) {
        calls.add(call.split(" ", 4)[3]);
      }
    }
    return calls;
  }

  private List<String> ids() {
    return log.calls.stream()
        .filter(call -> call.startsWith("call "))
        .map(call -> call.split(" ", 4)[2])
        .toList();
  }
}
