package io.aiportal.ollama.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.internal.schema.Effort.TooMuchException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EffortTest {

  /** A value of many elements, each checked against a schema that costs much to look at. */
  private static boolean isTooMuch(Map<String, Object> items) {
    return SchemaCheck.problems(Map.of("items", items), Collections.nCopies(2_000, 1)) == null;
  }

  @Test
  void schemaOfManyKeywords_costsAsMuchAsIsLookedAt() {
    Map<String, Object> unknown = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      unknown.put("x" + i, 1);
    }
    assertThat(isTooMuch(unknown)).isTrue();
    assertThat(isTooMuch(Map.of("x", 1))).isFalse();
  }

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
