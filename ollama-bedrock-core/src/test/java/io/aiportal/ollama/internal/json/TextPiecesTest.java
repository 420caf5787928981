package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextPiecesTest {

  private static final String FULL = "x".repeat(TextPieces.MAX_CHARS - 1);

  @Test
  void longText_isCutAtTheLimit() {
    assertThat(pieces("")).isEmpty();
    assertThat(pieces(FULL + "a")).containsExactly(FULL + "a");
    assertThat(pieces(FULL + "ab")).containsExactly(FULL + "a", "b");
  }

  @Test
  void surrogatePair_acrossTheLimit_staysTogether() {
    assertThat(pieces(FULL + "😀")).containsExactly(FULL, "😀");
  }

  @Test
  void halfOfAPair_atTheEnd_isAPieceLikeAnyOther() {
    assertThat(pieces("a\ud83d")).containsExactly("a\ud83d");
    assertThat(pieces(FULL + "\ud83d")).containsExactly(FULL + "\ud83d");
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    TextPieces.of(text, (from, to) -> pieces.add(text.substring(from, to)));
    return pieces;
  }
}
