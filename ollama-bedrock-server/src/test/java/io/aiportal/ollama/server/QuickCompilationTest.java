package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuickCompilationTest {

  @Test
  void addDirectives_areTakenByTheJvm() {
    assertThat(QuickCompilation.addDirectives()).isEqualTo("1 compiler directives added");
  }
}
