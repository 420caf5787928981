package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SurrogatePairsTest {

  private final SurrogatePairs characters = new SurrogatePairs();

  @Test
  void text_withoutHalves_isTheSame() {
    String text = "a😀";
    assertThat(characters.join(0, text)).isSameAs(text);
    assertThat(characters.join(0, "")).isEmpty();
    assertThat(characters.end(0)).isEmpty();
  }

  @Test
  void half_waitsForTheOther() {
    assertThat(characters.join(0, "a\ud83d")).isEqualTo("a");
    assertThat(characters.join(0, "")).isEmpty();
    assertThat(characters.join(0, "\ude00b")).isEqualTo("😀b");
    assertThat(characters.end(0)).isEmpty();
    assertThat(characters.endAll()).isEmpty();
  }

  @Test
  void half_waitsForItsOwnBlock() {
    assertThat(characters.join(0, "\ud83d")).isEmpty();
    assertThat(characters.join(1, "b\ud83e")).isEqualTo("b");
    assertThat(characters.join(1, "\udd14")).isEqualTo("🤔");
    assertThat(characters.join(0, "\ude00")).isEqualTo("😀");
  }

  @Test
  void half_thatStaysAlone_isReplaced() {
    assertThat(characters.join(0, "a\ud83d")).isEqualTo("a");
    assertThat(characters.join(0, "b")).isEqualTo("\ufffdb");
    assertThat(characters.join(0, "\ude00")).isEqualTo("\ufffd");
    assertThat(characters.join(0, "\ud83d\ud83d")).isEqualTo("\ufffd");
    assertThat(characters.end(1)).isEmpty();
    assertThat(characters.end(0)).isEqualTo("\ufffd");
    assertThat(characters.end(0)).isEmpty();
  }

  @Test
  void end_ofAll_leavesNothing() {
    characters.join(0, "\ud83d");
    characters.join(3, "\ud83d");
    assertThat(characters.endAll()).isEqualTo("\ufffd\ufffd");
    assertThat(characters.endAll()).isEmpty();
  }
}
