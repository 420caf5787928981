package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineBufferTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "plain              | plain",
        "quote \\u0022      | quote \\\"",
        "back \\u005c       | back \\\\",
        "\\u003c\\u003e\\u0026 | \\u003c\\u003e\\u0026",
        "\\u2028\\u2029     | \\u2028\\u2029",
        "\\u0007            | \\u0007",
      })
  void appendEscaped_asGoDoes(String text, String expected) {
    String unescaped = unescape(text);
    assertThat(escaped(unescaped)).isEqualTo(expected);
  }

  @Test
  void appendEscaped_controlCharacters_haveShortForms() {
    assertThat(escaped("\b\f\n\r\t")).isEqualTo("\\b\\f\\n\\r\\t");
    assertThat(escaped("\u007f")).isEqualTo("\u007f");
  }

  @Test
  void appendEscaped_nonAscii_isRawUtf8() {
    assertThat(escaped("é ߿ ࠀ 中 😀")).isEqualTo("é ߿ ࠀ 中 😀");
  }

  @Test
  void appendEscaped_loneSurrogates_becomeReplacementCharacters() {
    assertThat(escaped("a\ud83d")).isEqualTo("a\ufffd");
    assertThat(escaped("\ude00b")).isEqualTo("\ufffdb");
    assertThat(escaped("\ud83d\ud83d\ude00")).isEqualTo("\ufffd😀");
  }

  @Test
  void appendEscaped_anyText_readsBackEqual() throws Exception {
    Random random = new Random(7);
    ObjectMapper mapper = new ObjectMapper();
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(40), 0, 0x110000)
              .filter(c -> c < 0xd800 || c > 0xdfff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(mapper.readValue('"' + escaped(text) + '"', String.class)).isEqualTo(text);
    }
  }

  @Test
  void buffer_growsAndForgets() {
    LineBuffer buffer = new LineBuffer(1);
    buffer.append("abc".getBytes(StandardCharsets.US_ASCII)).append('d').append(-12345678901L);
    assertThat(new String(buffer.toByteArray(), StandardCharsets.US_ASCII))
        .isEqualTo("abcd-12345678901");
    assertThat(buffer.view().remaining()).isEqualTo(buffer.size());
    buffer.clear();
    assertThat(buffer.isEmpty()).isTrue();
  }

  private static String escaped(String text) {
    LineBuffer buffer = new LineBuffer(1);
    buffer.appendEscaped(text);
    return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (text.startsWith("\\u", i)) {
        out.append((char) Integer.parseInt(text.substring(i + 2, i + 6), 16));
        i += 5;
      } else {
        out.append(text.charAt(i));
      }
    }
    return out.toString();
  }
}
