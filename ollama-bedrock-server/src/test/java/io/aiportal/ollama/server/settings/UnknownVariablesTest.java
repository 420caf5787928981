package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {

  @ParameterizedTest
  @CsvSource({
    "GATEWAY_RESIDENCE, GATEWAY_RESIDENCY",
    "GATEWAY_MAX_ATEMPTS, GATEWAY_MAX_ATTEMPTS",
    "GATEWAY_READTIMEOUT, GATEWAY_READ_TIMEOUT",
    "GATEWAY_DRIAN_TIMEOUT, GATEWAY_DRAIN_TIMEOUT",
    "GATEWAY_CONFIGS, GATEWAY_CONFIG",
    "GATEWAY_KYE, GATEWAY_KEY"
  })
  void variable_thatIsNone_isToldWithTheNearest(String name, String nearest) {
    assertThat(UnknownVariables.in(Map.of(name, "x")))
        .singleElement()
        .isEqualTo(name + " is no setting; the nearest one is " + nearest + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GATEWAY_FOO", "GATEWAY_PORTS", "GATEWAY_", "GATEWAY_LOG_LEVEL", "GATEWAY_USER"})
  void variable_thatIsNearNone_isToldWithoutOne(String name) {
    assertThat(UnknownVariables.in(Map.of(name, "x")))
        .containsExactly(name + " is no setting; --help names them all.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GATEWAY_CONFIG",
        "GATEWAY_RESIDENCY",
        "GATEWAYS_ARE_FINE",
        "OLLAMA_HOTS",
        "GATEWAY_SERVICE_HOST",
        "GATEWAY_SERVICE_PORT_HTTP",
        "GATEWAY_PORT",
        "GATEWAY_PORT_8000_TCP_ADDR"
      })
  void variable_ofAnotherKind_isNotDoubted(String name) {
    assertThat(UnknownVariables.in(Map.of(name, "x"))).isEmpty();
  }

  @Test
  void variables_areToldInOrder() {
    Map<String, String> environment = new HashMap<>();
    environment.put("GATEWAY_ZZZ", "");
    environment.put("GATEWAY_AAA", "");
    assertThat(Settings.read(environment, null).doubts())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("GATEWAY_AAA is");
  }
}
