package io.aiportal.ollama.api.ollama;

import io.aiportal.ollama.internal.go.GoAnswers;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Go's decoder says to Ollama's types of requests, word for word. */
class RequestsAsGoReadsThemTest {

  static List<GoAnswers.Row> rows() throws IOException {
    return GoAnswers.rows();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void body_isAnsweredAsGoDoes(GoAnswers.Row row) {
    GoAnswers.check(row);
  }
}
