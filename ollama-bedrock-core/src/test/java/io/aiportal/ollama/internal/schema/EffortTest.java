package io.aiportal.ollama.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.internal.schema.Effort.TooMuchException;
import org.junit.jupiter.api.Test;

class EffortTest {

  private final Effort effort = new Effort();

  @Test
  void stepsOfTwoMillion_areAll() {
    effort.steps(1_999_998);
    effort.step();
    effort.enter();
    assertThatThrownBy(effort::step).isInstanceOf(TooMuchException.class);
  }

  @Test
  void schemasInsideOfEachOther_areFourHundredAtMost() {
    for (int i = 0; i < 400; i++) {
      effort.enter();
    }
    assertThatThrownBy(effort::enter).isInstanceOf(TooMuchException.class);
  }

  @Test
  void schemasBesideEachOther_areAsManyAsThereAreSteps() {
    for (int i = 0; i < 1_000; i++) {
      effort.enter();
      effort.leave();
    }
    assertThatCode(effort::enter).doesNotThrowAnyException();
  }

  @Test
  void characterThatAPatternLooksAt_isAStep() {
    Effort small = new Effort(1_000);
    String text = "a".repeat(501);

    assertThat(small.finds("[b]", text)).isEqualTo(Fit.NO);
    assertThatThrownBy(() -> small.finds("[b]", text)).isInstanceOf(TooMuchException.class);
  }
}
