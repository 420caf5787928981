package io.aiportal.ollama.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternTest {

  @ParameterizedTest
  @CsvSource({
    "nova-lite, nova-lite, true",
    "nova-lite, Nova-Lite:latest, true",
    "nova-lite:latest, nova-lite, true",
    "nova-lite, nova-lite-2, false",
    "nova-*, nova-lite, true",
    "nova-*, nova-, true",
    "nova-*, my-nova-lite, false",
    "*, anything at all, true",
    "*-v1:0, amazon.nova-lite-v1:0, true",
    "*.claude-*-v*:0, eu.anthropic.claude-sonnet-4-5-20250929-v1:0, true",
    "*.claude-*-v*:0, eu.anthropic.claude-sonnet, false",
    "a*b*c, abbc, true",
    "a*b*c, acb, false",
    "nova.lite, nova-lite, false"
  })
  void star_standsForAnyCharacters(String pattern, String name, boolean matches) {
    assertThat(ModelPattern.matches(pattern, name)).isEqualTo(matches);
  }
}
