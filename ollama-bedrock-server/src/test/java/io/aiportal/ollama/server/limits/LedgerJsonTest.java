package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerJsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "7",
        "{\"key:a\"",
        "{\"key:a\":{}}",
        "{\"key:a\":{\"reserved\":1.5}}",
        "{\"key:a\":{\"reserved\":-1}}",
        "{\"key:a\":{\"reserved\":9223372036854775807}}",
        "{\"key:a\":{\"reserved\":0,\"days\":{\"2026-11-26\":[1,-2,3,4,5]}}}",
        "{\"key:a\":{\"reserved\":0,\"days\":{\"today\":[1,2,3,4,5]}}}",
        "{\"key:a\":{\"reserved\":0,\"days\":{\"2026-11-26\":[1,2,3,4]}}}",
        "{\"key:a\":{\"reserved\":0,\"hours\":{\"2026-11-26T10:00:00Z\":[1,2,3,4,\"5\"]}}}",
        "{\"key:a\":{\"reserved\":0,\"hours\":{\"2026-11-26T10:00:00Z\":[1,2,3,4,99999999999999999999]}}}"
      })
  void whatIsNoLedger_isToldSo(String json) {
    assertThatThrownBy(() -> LedgerJson.read(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }
}
