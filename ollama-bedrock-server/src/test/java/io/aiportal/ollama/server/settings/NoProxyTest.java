package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoProxyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *                          | any.example        | 443  | true
          example.com                | example.com        | 443  | true
          example.com                | a.Example.com      | 443  | true
          example.com                | notexample.com     | 443  | false
          EXAMPLE.com                | example.com        | 443  | true
          .example.com               | a.example.com      | 443  | true
          .example.com               | example.com        | 443  | false
          *.example.com              | a.example.com      | 443  | true
          *.example.com              | example.com        | 443  | false
          example.com:443            | example.com        | 443  | true
          example.com:443            | example.com        | 8443 | false
          .example.com:8443          | a.example.com      | 8443 | true
          other, example.com         | example.com        | 443  | true
          other example.com          | example.com        | 443  | true
          ,                          | example.com        | 443  | false
          10.0.0.1                   | 10.0.0.1           | 443  | true
          fd00::1                    | [fd00::1]          | 443  | true
          [fd00::1]                  | [fd00::1]          | 443  | true
          [fd00::1]:443              | [fd00::1]          | 443  | true
          [fd00::1]:443              | [fd00::1]          | 80   | false
          fd00::1                    | [fd00::2]          | 443  | false
          """)
  void host_isCovered_asCurlReadsIt(String text, String host, int port, boolean covered) {
    assertThat(NoProxy.parse(text).covers(host, port)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, true",
    "LOCALHOST, true",
    "127.0.0.1, true",
    "127.10.20.30, true",
    "[::1], true",
    "::1, true",
    "128.0.0.1, false",
    "localhost.example, false",
    "127.example, false"
  })
  void thisMachine_needsNoProxy(String host, boolean direct) {
    assertThat(NoProxy.parse("").covers(host, 80)).isEqualTo(direct);
  }

  @Test
  void text_isWhatWasWritten() {
    assertThat(NoProxy.parse("a, .B")).hasToString("a,.b");
  }
}
