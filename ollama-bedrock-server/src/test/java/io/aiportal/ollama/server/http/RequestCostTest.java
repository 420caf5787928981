package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestCostTest {

  private static long cost(String json) {
    return RequestCost.of(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void text_isCountedByItsCopies() {
    assertThat(cost("")).isZero();
    assertThat(cost("abcdefghij")).isEqualTo(50);
  }

  @Test
  void values_areCountedByWhatOpensAndPartsThem() {
    assertThat(cost("{")).isEqualTo(5 + 160);
    assertThat(cost("[{},{}]")).isEqualTo(7 * 5 + 4 * 160);
    assertThat(cost("]}:\"")).isEqualTo(20);
  }
}
