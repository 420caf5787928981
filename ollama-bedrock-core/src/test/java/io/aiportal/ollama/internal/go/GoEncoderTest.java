package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GoEncoderTest {

  @Test
  void text_isEscapedAsGoDoes() {
    assertThat(GoEncoder.encode(List.of("<>&\"\\\u2028\u2029\u0001\u00e9\ud83d\ude00")))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("[\"\\u003c\\u003e\\u0026\\\"\\\\\\u2028\\u2029\\u0001\u00e9\ud83d\ude00\"]");
  }

  @Test
  void mapperOfOnesOwn_escapesAlike() throws IOException {
    assertThat(GoEncoder.mapper().build().writeValueAsString("<>&\"\\/\n\t\u001f\u007f"))
        .isEqualTo("\"\\u003c\\u003e\\u0026\\\"\\\\/\\n\\t\\u001f\u007f\"");
  }

  @Test
  void numbers_areWrittenAsGoDoes_whereverTheyStand() {
    assertThat(
            GoEncoder.encode(
                List.of(1.0, new double[] {0.5, 2}, new float[] {1e-7f, 3}, Map.of("a", 1e21))))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("[1,[0.5,2],[1e-7,3],{\"a\":1e+21}]");
  }

  @Test
  void whatIsNoJson_isNotWritten() {
    assertThatThrownBy(() -> GoEncoder.encode(new Object()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cannot be written as JSON");
  }
}
