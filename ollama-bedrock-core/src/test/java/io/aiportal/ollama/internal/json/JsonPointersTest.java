package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonPointersTest {

  private static final Map<String, Object> ROOT =
      Map.of("a/b", List.of("x", Map.of("~c", 1)), "d e+", true, "", "nameless");

  @Test
  void steps_areUnescaped() {
    assertThat(JsonPointers.steps("/a~1b/1/~0c")).containsExactly("a/b", "1", "~c");
    assertThat(JsonPointers.steps("/d%20e+")).containsExactly("d e+");
    assertThat(JsonPointers.steps("/~01")).containsExactly("~1");
    assertThat(JsonPointers.steps("/")).containsExactly("");
    assertThat(JsonPointers.steps("a")).isNull();
    assertThat(JsonPointers.steps("/%zz")).isNull();
  }

  @Test
  void fragment_isReadAsItWasWritten() {
    List<String> steps = List.of("a/b", "~c", "50%", "~1", "");
    assertThat(JsonPointers.steps(JsonPointers.fragment(steps))).isEqualTo(steps);
    assertThat(JsonPointers.fragment(List.of())).isEmpty();
  }

  @Test
  void value_isWhereTheStepsLead() {
    assertThat(JsonPointers.at(ROOT, List.of())).isSameAs(ROOT);
    assertThat(JsonPointers.at(ROOT, List.of("a/b", "1", "~c"))).isEqualTo(1);
    assertThat(JsonPointers.at(ROOT, List.of(""))).isEqualTo("nameless");
    assertThat(JsonPointers.at(ROOT, List.of("d e+", "x"))).isNull();
    assertThat(JsonPointers.at(ROOT, List.of("nowhere", "x"))).isNull();
  }

  @Test
  void element_isAnIndexOfTheList() {
    List<String> list = List.of("x", "y");
    assertThat(JsonPointers.element(list, "1")).isEqualTo("y");
    assertThat(JsonPointers.element(list, "0")).isEqualTo("x");
    assertThat(JsonPointers.element(Collections.nCopies(10, "z"), "9")).isEqualTo("z");
    for (String none : List.of("2", "", "-1", "+1", "\u0661", "1234567890", "00", "01", "0x")) {
      assertThat(JsonPointers.element(list, none)).as(none).isNull();
    }
  }
}
