package io.aiportal.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsConditionTest {

  @Needs(
      value = "a compiler for Malbolge",
      check = {"malbolge", "--version"})
  private static final class Missing {}

  @Needs(
      value = "a Java that fails",
      check = {"java", "--no-such-option"})
  private static final class Failing {}

  @Needs(
      value = "the JDK's tools on the path",
      check = {"java", "--version"})
  private static final class Met {}

  @TempDir private Path folder;

  private static Needs needs(Class<?> test) {
    return test.getAnnotation(Needs.class);
  }

  @Test
  void whatIsNotThere_isLeftOutAndNoted() {
    NeedsCondition condition = new NeedsCondition(true, folder);
    assertThat(condition.evaluate("MalbolgeIT", needs(Missing.class)).isDisabled()).isTrue();
    assertThat(condition.evaluate("FailingIT", needs(Failing.class)).isDisabled()).isTrue();
    assertThat(folder.resolve("MalbolgeIT")).hasContent("MalbolgeIT (a compiler for Malbolge)");
    assertThat(folder.resolve("FailingIT")).hasContent("FailingIT (a Java that fails)");
  }

  @Test
  void whereNothingMayBeLeftOut_itFails() {
    assertThatThrownBy(() -> new NeedsCondition(false, folder).evaluate("It", needs(Missing.class)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("It needs a compiler for Malbolge, and nothing may be left out here");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void whatIsThere_isTested() {
    assertThat(new NeedsCondition(false, folder).evaluate("It", needs(Met.class)).isDisabled())
        .isFalse();
    assertThat(folder).isEmptyDirectory();
  }
}
