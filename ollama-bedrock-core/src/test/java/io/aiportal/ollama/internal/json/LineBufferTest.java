package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    assertThat(buffer.view().remaining()).isEqualTo(16);
    assertThat(buffer.isEmpty()).isFalse();
    buffer.clear();
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void escapes_betweenRuns_loseNothing() {
    assertThat(escaped("a\"b\\\\cé<d>中&😀\u2028e"))
        .isEqualTo("a\\\"b\\\\\\\\cé\\u003cd\\u003e中\\u0026😀\\u2028e");
  }

  @Test
  void appendEscaped_longTexts_loseNothing() {
    for (int length = 250; length < 262; length++) {
      String text = "x".repeat(length) + "😀\u2028é中" + "<".repeat(length) + "\ud83d";
      String expected = "x".repeat(length) + "😀\\u2028é中" + "\\u003c".repeat(length) + "\ufffd";
      assertThat(escaped(text)).isEqualTo(expected);
    }
    assertThat(escaped("\u0001".repeat(1_000))).isEqualTo("\\u0001".repeat(1_000));
  }

  @Test
  void appendEscaped_ofAPart_takesThatPart() {
    LineBuffer buffer = new LineBuffer(1).appendEscaped("ab<cd", 1, 4);
    assertThat(text(buffer)).isEqualTo("b\\u003cc");
    assertThat(text(new LineBuffer(1).appendEscaped("a😀", 0, 2))).isEqualTo("a\ufffd");
    assertThat(text(new LineBuffer(1).appendEscaped("abc", 2, 2))).isEmpty();
  }

  @Test
  void whatBelongsTogether_isThereAsAWholeOrNotAtAll() {
    LineBuffer buffer = new LineBuffer(1, 8).append(LineBuffer.ascii("one\n"));
    buffer.together(() -> buffer.beginLine().append(LineBuffer.ascii("two\n")));
    assertThat(text(buffer)).isEqualTo("one\ntwo\n");
    IllegalStateException failure = new IllegalStateException();
    assertThatThrownBy(
            () ->
                buffer.together(
                    () -> {
                      buffer.beginLine().append(LineBuffer.ascii("three")).beginLine();
                      throw failure;
                    }))
        .isSameAs(failure);
    assertThat(text(buffer)).isEqualTo("one\ntwo\n");
    // The bound counts from where the buffer was cut back to.
    assertThat(text(buffer.append(12345678))).isEqualTo("one\ntwo\n12345678");
    assertThatThrownBy(() -> buffer.append('9')).isInstanceOf(LineBuffer.TooLongException.class);
  }

  @Test
  void line_isBounded_fromWhereItBegins() {
    LineBuffer buffer = new LineBuffer(1, 4);
    buffer.beginLine().append(LineBuffer.ascii("abcd"));
    assertThatThrownBy(() -> buffer.append('e'))
        .isInstanceOf(LineBuffer.TooLongException.class)
        .hasMessage("a line has more than 4 bytes");
    buffer.beginLine().appendEscaped("efgh");
    assertThatThrownBy(() -> buffer.appendEscaped("i"))
        .isInstanceOf(LineBuffer.TooLongException.class);
    buffer.clear();
    assertThat(text(buffer.append(LineBuffer.ascii("wxyz")))).isEqualTo("wxyz");
  }

  @Test
  void line_isBounded_afterEscaping() {
    assertThatThrownBy(() -> new LineBuffer(1, 5).appendEscaped("<"))
        .isInstanceOf(LineBuffer.TooLongException.class);
    assertThatThrownBy(() -> new LineBuffer(1, 1).appendEscaped("é"))
        .isInstanceOf(LineBuffer.TooLongException.class);
    assertThatThrownBy(() -> new LineBuffer(1, 2).appendEscaped("中"))
        .isInstanceOf(LineBuffer.TooLongException.class);
    assertThatThrownBy(() -> new LineBuffer(1, 3).appendEscaped("😀"))
        .isInstanceOf(LineBuffer.TooLongException.class);
    assertThat(text(new LineBuffer(1, 6).appendEscaped("<"))).isEqualTo("\\u003c");
  }

  @Test
  void clear_givesTheRoomOfALongLineBack() {
    LineBuffer buffer = new LineBuffer(8);
    buffer.append(new byte[64 * 1024]);
    buffer.clear();
    assertThat(buffer.view().array()).hasSize(64 * 1024);
    buffer.append(new byte[64 * 1024 + 1]);
    buffer.clear();
    assertThat(buffer.view().array()).hasSize(8);
  }

  private static String text(LineBuffer buffer) {
    return new String(buffer.toByteArray(), StandardCharsets.UTF_8);
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
