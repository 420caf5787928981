package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoTemplateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plain } text {",
        "{{}}",
        "{{ \"a\" }}",
        "{{ .Prompt }}",
        "{{ if .System }}{{ .System }}\n{{ end }}",
        "{{ \"}}\" }}",
        "{{ \"\\\"}}\" }}",
        "{{ `}}\\` }}",
        "}}",
      })
  void template_whoseActionsEnd_hasNoFault(String template) {
    assertThat(GoTemplate.fault(template)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{{                   | 1",
        "{{ .Prompt }         | 1",
        "{{ .A }}{{ .B        | 1",
        "{{ \"}} | 1",
        "{{ `}}  | 1",
        "{{ \"\\\"}}           | 1",
      })
  void action_thatDoesNotEnd_isToldInGosWords(String template, int line) {
    assertThat(GoTemplate.fault(template)).isEqualTo("template: :" + line + ": unclosed action");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\n\n{{ b", "{{ a }}\n\n{{"})
  void line_isThatOfTheAction(String template) {
    assertThat(GoTemplate.fault(template)).isEqualTo("template: :3: unclosed action");
  }
}
