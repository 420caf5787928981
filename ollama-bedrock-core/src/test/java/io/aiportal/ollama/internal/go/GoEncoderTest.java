package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoEncoderTest {

  @Test
  void text_isEscapedAsGoDoes() {
    assertThat(GoEncoder.encode(List.of("<>&\"\\\u2028\u2029\u0001\u00e9\ud83d\ude00")))
        .asString(java.nio.charset.StandardCharsets.UTF_8)
        .isEqualTo("[\"\\u003c\\u003e\\u0026\\\"\\\\\\u2028\\u2029\\u0001\u00e9\ud83d\ude00\"]");
  }

  @Test
  void whatIsNoJson_isNotWritten() {
    assertThatThrownBy(() -> GoEncoder.encode(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot be written as JSON");
  }
}
