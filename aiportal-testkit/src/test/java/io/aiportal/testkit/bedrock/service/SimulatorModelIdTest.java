package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.fault.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatorModelIdTest {

  @ParameterizedTest
  @EnumSource(Fault.class)
  void id_withAFault_hasIt(Fault fault) {
    assertThat(SimulatorModelId.of("simulator." + fault.id()).fault()).isEqualTo(fault);
    assertThat(SimulatorModelId.of("simulator." + fault.id() + "-v1:0").fault()).isEqualTo(fault);
  }

  @Test
  void id_withChunks_countsAndSpacesThem() {
    assertThat(SimulatorModelId.of("simulator.chunks-200"))
        .isEqualTo(new SimulatorModelId(null, 200, Duration.ZERO));
    assertThat(SimulatorModelId.of("simulator.chunks-20-every-50-v1:0"))
        .isEqualTo(new SimulatorModelId(null, 20, Duration.ofMillis(50)));
  }

  @Test
  void id_ofAnythingElse_isPlain() {
    SimulatorModelId plain = new SimulatorModelId(null, 0, Duration.ZERO);
    assertThat(SimulatorModelId.of("simulator.text")).isEqualTo(plain);
    assertThat(SimulatorModelId.of("amazon.throttled")).isEqualTo(plain);
  }

  @Test
  void id_thatIsMisspelt_isNotKnown() {
    assertThat(SimulatorModelId.isKnown("simulator.throtled")).isFalse();
    assertThat(SimulatorModelId.isKnown("simulator.chunks-many")).isFalse();
    assertThat(SimulatorModelId.isKnown("simulator.text")).isTrue();
    assertThat(SimulatorModelId.isKnown("simulator.chunks-3-every-20-v1:0")).isTrue();
    assertThat(SimulatorModelId.isKnown("simulator.stall")).isTrue();
  }
}
