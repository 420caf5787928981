package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatewayWarningTest {

  @Test
  void value_isOneLineOfAscii() {
    assertThat(GatewayWarning.value(List.of("one", "t\r\nw\u00f6 \ud83d\ude00~", "three")))
        .isEqualTo("one; t??w? ??~; three");
  }

  @Test
  void value_isBounded_andCountsTheRest() {
    String half = "x".repeat(GatewayWarning.MOST_CHARS / 2);

    assertThat(GatewayWarning.value(List.of(half, half + "x", "y")))
        .isEqualTo(half + "; and 2 more");
    assertThat(GatewayWarning.value(Collections.nCopies(100, "0123456789")))
        .hasSizeLessThan(GatewayWarning.MOST_CHARS + 20)
        .endsWith(" more");
    assertThat(GatewayWarning.value(List.of(half + half + half)))
        .isEqualTo("x".repeat(GatewayWarning.MOST_CHARS));
  }
}
