package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.TokenUsage;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class PriceTest {

  private static final Price PRICE =
      new Price(
          new BigDecimal("3"),
          new BigDecimal("15"),
          new BigDecimal("0.3"),
          new BigDecimal("3.75"),
          LocalDate.EPOCH);

  @Test
  void cost_isThatOfEachKindOfTokens() {
    assertThat(PRICE.cost(new TokenUsage(1_000_000, 0, null, 0))).isEqualByComparingTo("3");
    assertThat(PRICE.cost(new TokenUsage(0, 100, null, 0))).isEqualByComparingTo("0.0015");
    assertThat(PRICE.cost(new TokenUsage(0, 0, 10, 0))).isEqualByComparingTo("0.000003");
    assertThat(PRICE.cost(new TokenUsage(0, 0, 0, 1_000))).isEqualByComparingTo("0.00375");
    assertThat(PRICE.cost(new TokenUsage(1, 1, 1, 1))).isEqualByComparingTo("0.00002205");
  }
}
