package io.aiportal.ollama.internal.go;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Go's decoder says, word for word. */
class GoDecoderTest {

  static List<GoAnswers.Row> rows() throws IOException {
    return GoAnswers.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void body_isAnsweredAsGoDoes(GoAnswers.Row row) {
    GoAnswers.check(row);
  }
}
