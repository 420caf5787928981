package io.aiportal.ollama.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ThrowablesTest {

  @Test
  void failuresOfTheVirtualMachine_goOn() {
    OutOfMemoryError fatal = new OutOfMemoryError();
    assertThat(Throwables.isFatal(fatal)).isTrue();
    assertThatThrownBy(() -> Throwables.throwIfFatal(fatal)).isSameAs(fatal);
  }

  @Test
  void anythingElse_endsOneCall() {
    for (Throwable thrown :
        new Throwable[] {new StackOverflowError(), new AssertionError(), new Exception()}) {
      assertThat(Throwables.isFatal(thrown)).isFalse();
      assertThatCode(() -> Throwables.throwIfFatal(thrown)).doesNotThrowAnyException();
    }
  }
}
