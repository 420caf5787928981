package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a value ends; what is wrong with others is in the table of the decoder's answers. */
class GoSyntaxTest {

  private static int end(String json) {
    return GoSyntax.check(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '|',
      value = {
        "0 1           | 1",
        "-01           | 2",
        "00            | 1",
        "-12x          | 3",
        "123.4567x     | 8",
        "1.5e+789x     | 8",
        "1E-10]        | 5",
        "1e5           | 3",
        "true,         | 4",
        "null          | 4",
        "falsefalse    | 5",
        "\"a\\\"b\"\"   | 6",
        "\"\\u00Ff\"x  | 8",
        "[] []         | 2",
        "{\"a\" : [1 , {}]} } | 16"
      })
  void value_endsWhereGoStopsReading(String json, int end) {
    assertThat(end(json)).isEqualTo(end);
  }

  @Test
  void value_isNestedNoDeeperThanIsRead() {
    assertThat(end("[".repeat(1000) + "]".repeat(1000))).isEqualTo(2000);
    assertThatThrownBy(() -> end("[".repeat(1001)))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("exceeded max depth: a request may be nested 1000 levels deep");
  }
}
