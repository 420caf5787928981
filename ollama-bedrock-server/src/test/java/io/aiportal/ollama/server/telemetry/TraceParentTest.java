package io.aiportal.ollama.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {

  private static final String ID = "0af7651916cd43dd8448eb211c80319c";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00-" + ID + "-b7ad6b7169203331-01",
        "00-" + ID + "-b7ad6b7169203331-00",
        "cc-" + ID + "-b7ad6b7169203331-01-what-the-future-adds"
      })
  void id_isTaken(String header) {
    assertThat(TraceParent.traceId(List.of(header))).isEqualTo(ID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ID,
        "00-" + ID + "-b7ad6b7169203331",
        "00-" + ID + "-b7ad6b7169203331-01-more",
        "00-" + ID + "-b7ad6b7169203331-01more",
        "cc-" + ID + "-b7ad6b7169203331-01more",
        "ff-" + ID + "-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-" + ID + "-0000000000000000-01"
      })
  void malformedOne_isNone(String header) {
    assertThat(TraceParent.traceId(List.of(header))).isNull();
  }

  @Test
  void several_areNone() {
    String header = "00-" + ID + "-b7ad6b7169203331-01";
    assertThat(TraceParent.traceId(List.of())).isNull();
    assertThat(TraceParent.traceId(List.of(header, header))).isNull();
  }
}
