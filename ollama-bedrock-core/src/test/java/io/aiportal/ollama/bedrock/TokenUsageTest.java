package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenUsageTest {

  @Test
  void prompt_isWhateverWentIn() {
    assertThat(new TokenUsage(1, 20, 300, 4000).promptTokens()).isEqualTo(4301);
    assertThat(new TokenUsage(1, 20, null, 4000).promptTokens()).isEqualTo(4001);
  }

  @Test
  void sum_knowsOfTheCacheWhatOneOfThemKnows() {
    TokenUsage silent = new TokenUsage(1, 2, null, 3);
    TokenUsage telling = new TokenUsage(10, 20, 0, 30);
    assertThat(silent.plus(silent)).isEqualTo(new TokenUsage(2, 4, null, 6));
    assertThat(silent.plus(telling)).isEqualTo(new TokenUsage(11, 22, 0, 33));
    assertThat(telling.plus(silent)).isEqualTo(new TokenUsage(11, 22, 0, 33));
    assertThat(telling.plus(new TokenUsage(0, 0, 7, 0))).isEqualTo(new TokenUsage(10, 20, 7, 30));
    assertThat(TokenUsage.NONE.plus(silent)).isEqualTo(silent);
  }
}
