package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Base64 as Go takes it; what it says of other texts is in the table of its decoder's answers. */
class GoBase64Test {

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "SGVsbG8=, Hello",
    "'SGVs\nbG8=', Hello",
    "'\r\nSGVsbG8=\r\n', Hello",
    "Pj4+Pz8/, >>>???",
    "YWI=, ab",
    "YQ==, a"
  })
  void text_isDecoded_lineBreaksAndAll(String base64, String text) {
    assertThat(GoBase64.decode(base64)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "AAAA@AAA, 4",
    "AAAA[AAA, 4",
    "AAAA`AAA, 4",
    "'AAAA{AAA', 4",
    "AAAA:AAA, 4",
    "AAAA.AAA, 4",
    "'AAAA,AAA', 4",
    "AAAA-AAA, 4",
    "AZaz09+/*, 8",
    "A=AA, 1",
    "AA=A, 2",
    "AAA=A, 4"
  })
  void firstByteThatDoesNotFit_isNamed(String base64, int place) {
    assertThatThrownBy(() -> GoBase64.decode(base64))
        .isInstanceOf(CallException.class)
        .hasMessage("illegal base64 data at input byte " + place);
  }
}
