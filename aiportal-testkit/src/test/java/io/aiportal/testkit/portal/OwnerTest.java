package io.aiportal.testkit.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.DockerException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTest {

  private static final String LIVING = Owner.label(ProcessHandle.current());

  @Test
  void process_thatLives_hasNotEnded() {
    assertThat(Owner.labels()).containsValue(LIVING);
    assertThat(Owner.hasEnded(LIVING)).isFalse();
  }

  @Test
  void process_withTheNumberOfAnother_hasEnded() {
    String earlier = LIVING.substring(0, LIVING.lastIndexOf(' ')) + " 0";
    assertThat(Owner.hasEnded(earlier)).isTrue();
  }

  @Test
  void process_thatIsNoMore_hasEnded() throws Exception {
    Process process =
        new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    String label = Owner.label(process.toHandle());
    process.waitFor();
    assertThat(Owner.hasEnded(label)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 409})
  void removal_thatSomebodyElseIsAt_isLeftToThem(int status) {
    Owner.remove(
        () -> {
          throw new DockerException("in use", status);
        });
  }

  @Test
  void removal_thatFails_isTold() {
    DockerException failure = new DockerException("no space left", 500);
    assertThatThrownBy(
            () ->
                Owner.remove(
                    () -> {
                      throw failure;
                    }))
        .isSameAs(failure);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "another-machine 1 2001-01-01T00:00:00Z",
        "two parts",
        "a b c",
        "unknown 999999999 1"
      })
  void others_areLeftAlone(String label) {
    assertThat(Owner.hasEnded(label)).isFalse();
  }
}
