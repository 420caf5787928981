package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StopReasonTest {

  @ParameterizedTest
  @EnumSource(value = StopReason.class, names = "UNKNOWN", mode = EnumSource.Mode.EXCLUDE)
  void reason_isFoundByItsWordOnTheWire(StopReason reason) {
    assertThat(reason.value()).isEqualTo(reason.name().toLowerCase(Locale.ROOT));
    assertThat(StopReason.of(reason.value())).isEqualTo(reason);
  }

  @Test
  void wordThatNobodyKnowsYet_isUnknown() {
    assertThat(StopReason.of("ran_out_of_ink")).isEqualTo(StopReason.UNKNOWN);
  }
}
