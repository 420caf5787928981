package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResponseJsonTest {

  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.25Z");

  @Test
  void chat_done_hasOllamasKeysInItsOrder() {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("z", 1);
    arguments.put("a", List.of("<\u001b>\u2028"));
    ToolCall call = new ToolCall("t1", new ToolCall.Function(0, "f", arguments));
    Message message =
        new Message("assistant", "Hi & bye", "Hmm", List.of(), List.of(call), null, null);
    assertThat(json(new ChatResponse("m", NOON, message, true, "stop", metrics())))
        .isEqualTo(
            """
            {"model":"m","created_at":"2026-11-23T12:00:00.25Z",\
            "message":{"role":"assistant","content":"Hi \\u0026 bye","thinking":"Hmm",\
            "tool_calls":[{"id":"t1","function":{"index":0,"name":"f",\
            "arguments":{"z":1,"a":["\\u003c\\u001b\\u003e\\u2028"]}}}]},\
            "done":true,"done_reason":"stop","total_duration":6,"load_duration":1,\
            "prompt_eval_count":2,"prompt_eval_cached_count":0,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5}""");
  }

  @Test
  void chat_load_omitsWhatIsEmpty() {
    assertThat(json(new ChatResponse("m", NOON, Message.assistant(""), true, "load", Metrics.NONE)))
        .isEqualTo(
            """
            {"model":"m","created_at":"2026-11-23T12:00:00.25Z",\
            "message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""");
  }

  @Test
  void generate_done_hasOllamasKeysInItsOrder() {
    assertThat(
            json(
                new GenerateResponse(
                    "m", NOON, "Hi", null, true, "length", List.of(1, 2), metrics())))
        .isEqualTo(
            """
            {"model":"m","created_at":"2026-11-23T12:00:00.25Z","response":"Hi","done":true,\
            "done_reason":"length","context":[1,2],"total_duration":6,"load_duration":1,\
            "prompt_eval_count":2,"prompt_eval_cached_count":0,"prompt_eval_duration":3,"eval_count":4,"eval_duration":5}""");
  }

  @Test
  void text_inAscii_isEscapedAsInLines() {
    StringBuilder ascii = new StringBuilder();
    for (char c = 0; c < 0x80; c++) {
      if ("\b\f\n\r\t".indexOf(c) < 0) {
        ascii.append(c);
      }
    }
    String text = ascii.append("\u2028\u2029").toString();
    String escaped =
        new String(new LineBuffer(16).appendEscaped(text).toByteArray(), StandardCharsets.UTF_8);
    assertThat(json(List.of(text))).isEqualTo("[\"" + escaped + "\"]");
  }

  @Test
  void text_beyondAscii_isRawUtf8() {
    assertThat(json(Map.of("é中😀<", "é中😀>"))).isEqualTo("{\"é中😀\\u003c\":\"é中😀\\u003e\"}");
  }

  private static Metrics metrics() {
    return new Metrics(6, 1, 2, 0, 3, 4, 5);
  }

  private static String json(Object value) {
    return new String(ResponseJson.bytes(value), StandardCharsets.UTF_8);
  }
}
