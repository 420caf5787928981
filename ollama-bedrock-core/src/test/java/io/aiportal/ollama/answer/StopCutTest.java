package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StopCutTest {

  private final Taken taken = new Taken();

  @ParameterizedTest
  @CsvSource({
    "Yes END no,END,'Yes ',END",
    "Yes EN|D no,END,'Yes ',END",
    "Yes E|N|D,END,'Yes ',END",
    "END,END,'',END",
    "aEENDb,END,aE,END",
    "aabaabx|aab|ac,aabaac,aabaabxaabac,",
    "aabaabx|aab|aac,aabaac,aabaabx,aabaac",
    "Yes,END,Yes,",
    "no en|d,END,no end,"
  })
  void text_endsBeforeTheSequence(String text, String stop, String out, String found) {
    StopCut cut = new StopCut(List.of(stop), taken);

    for (String piece : text.split("\\|")) {
      cut.accept(piece);
    }
    cut.end(false);

    assertThat(taken.text()).isEqualTo(out);
    assertThat(cut.found()).isEqualTo(found);
  }

  @Test
  void theEarliestPlace_wins_whateverIsCompleteFirst() {
    StopCut cut = new StopCut(List.of("bc", "abcd"), taken);
    cut.accept("xabc");
    assertThat(taken.text()).isEqualTo("x");
    cut.accept("d");
    assertThat(cut.found()).isEqualTo("abcd");

    Taken other = new Taken();
    StopCut shorter = new StopCut(List.of("bc", "abcd"), other);
    shorter.accept("xabc");
    shorter.accept("x");
    assertThat(shorter.found()).isEqualTo("bc");
    assertThat(other.text()).isEqualTo("xa");
  }

  @Test
  void theLongestSequence_winsAtTheSamePlace_andIsWaitedForOnlyWhileItMayCome() {
    StopCut longest = new StopCut(List.of("EN", "END"), taken);
    longest.accept("a EN");
    assertThat(longest.found()).isNull();
    longest.accept("D");
    assertThat(longest.found()).isEqualTo("END");

    StopCut otherwise = new StopCut(List.of("END", "EN"), new Taken());
    otherwise.accept("a EN");
    otherwise.accept("T");
    assertThat(otherwise.found()).isEqualTo("EN");

    StopCut over = new StopCut(List.of("END", "EN"), new Taken());
    over.accept("a EN");
    over.blockEnd();
    assertThat(over.found()).isEqualTo("EN");
  }

  @Test
  void whatIsHeldBack_isLessThanTheLongestSequence_andGoesOutAtTheBlocksEnd() {
    StopCut cut = new StopCut(List.of("abcdef"), taken);
    cut.accept("xxabcde");
    assertThat(taken.text()).isEqualTo("xx");
    cut.blockEnd();
    assertThat(taken.text()).isEqualTo("xxabcde");
    cut.accept("f");
    assertThat(cut.found()).isNull();
    assertThat(taken.text()).isEqualTo("xxabcdef");
  }

  @Test
  void behindTheSequence_nothingComesOut() {
    StopCut cut = new StopCut(List.of("."), taken);
    cut.accept("One. Two.");
    cut.accept(" Three");
    cut.blockEnd();
    cut.end(true);
    assertThat(taken.text()).isEqualTo("One");
  }

  @Test
  void noCharacter_isCutInTwo() {
    StopCut half = new StopCut(List.of("\ude00"), taken);
    half.accept("a\ud83d\ude00b");
    half.end(false);
    assertThat(half.found()).isNull();
    assertThat(taken.text()).isEqualTo("a\ud83d\ude00b");

    Taken other = new Taken();
    StopCut first = new StopCut(List.of("a\ud83d"), other);
    first.accept("a\ud83d\ude00b");
    first.end(false);
    assertThat(first.found()).isNull();
    assertThat(other.text()).isEqualTo("a\ud83d\ude00b");

    Taken third = new Taken();
    StopCut whole = new StopCut(List.of("\ud83d\ude00"), third);
    whole.accept("a\ud83d\ude00b");
    assertThat(whole.found()).isEqualTo("\ud83d\ude00");
    assertThat(third.text()).isEqualTo("a");
  }

  /** However a text is cut into pieces, what comes out is what a search in the whole text finds. */
  @Test
  void anyText_inAnyPieces_endsWhereTheWholeTextDoes() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      String text = letters(random, random.nextInt(30));
      List<String> stops = new ArrayList<>();
      for (int i = 0; i <= random.nextInt(3); i++) {
        stops.add(letters(random, 1 + random.nextInt(5)));
      }
      int longest = stops.stream().mapToInt(String::length).max().orElseThrow();
      Taken out = new Taken();
      StopCut cut = new StopCut(stops, out);
      int fed = 0;
      while (fed < text.length()) {
        int to = Math.min(text.length(), fed + random.nextInt(4));
        cut.accept(text.substring(fed, to));
        fed = to;
        if (cut.found() == null) {
          assertThat(fed - out.text().length()).as("seed %d", seed).isLessThan(longest);
        }
      }
      cut.end(false);
      Optional<String> first =
          stops.stream()
              .filter(text::contains)
              .min(
                  Comparator.<String>comparingInt(text::indexOf)
                      .thenComparing(Comparator.comparingInt(String::length).reversed()));
      assertThat(Optional.ofNullable(cut.found())).as("seed %d", seed).isEqualTo(first);
      assertThat(out.text())
          .as("seed %d", seed)
          .isEqualTo(first.map(stop -> text.substring(0, text.indexOf(stop))).orElse(text));
    }
  }

  private static String letters(Random random, int length) {
    StringBuilder letters = new StringBuilder();
    for (int i = 0; i < length; i++) {
      letters.append((char) ('a' + random.nextInt(2)));
    }
    return letters.toString();
  }

  /** What comes out. */
  private static final class Taken implements TextFilter {
    private final StringBuilder text = new StringBuilder();

    String text() {
      return text.toString();
    }

    @Override
    public void accept(String more) {
      text.append(more);
    }

    @Override
    public void blockEnd() {}

    @Override
    public void end(boolean partial) {}
  }
}
