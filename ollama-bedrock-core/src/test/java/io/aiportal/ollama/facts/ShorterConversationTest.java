package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShorterConversationTest {

  /** A turn a letter: system, user, assistant, a call, its result, both result and words. */
  private static ChatCall call(String turns) {
    List<Turn> all = new ArrayList<>();
    for (char kind : turns.toCharArray()) {
      String text = kind + "" + all.size();
      all.add(
          switch (kind) {
            case 's' -> Turn.system(text);
            case 'u' -> Turn.user(text);
            case 'a' -> Turn.assistant(text);
            case 'c' -> Turn.of(Role.ASSISTANT, new ChatContent.ToolUse(text, "f", Map.of()));
            case 'r' -> Turn.of(Role.USER, result());
            default -> Turn.of(Role.USER, result(), new Text(text));
          });
    }
    return ChatCall.of("m", all);
  }

  private static ChatContent result() {
    return new ChatContent.ToolResult(null, "f", List.of(new Text("1")), null);
  }

  private static String letters(ChatCall call) {
    StringBuilder letters = new StringBuilder();
    for (Turn turn : call.turns()) {
      ChatContent first = turn.content().get(0);
      if (first instanceof Text text) {
        letters.append(text.text().charAt(0));
      } else if (first instanceof ChatContent.ToolUse) {
        letters.append('c');
      } else {
        letters.append(turn.content().size() == 1 ? 'r' : 'b');
      }
    }
    return letters.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "u, u",
    "su, su",
    "uau, uau u",
    "suauau, suauau suau su",
    "uasusau, uasusau susau ssu",
    // Results stay with their calls, whoever asked them.
    "ucrau, ucrau u",
    "uaucr, uaucr ucr cr",
    "ucrcrcr, ucrcrcr crcrcr crcr cr",
    "uacrr, uacrr acrr",
    "ucb, ucb cb",
    "ucbcr, ucbcr cbcr cr",
    // Whoever says several things in a row may lose the first of them.
    "uuu, uuu uu u",
    "uaua, uaua ua",
    "ua, ua",
    "s, s",
    "a, a",
  })
  void oldestTurns_areLeftOut_neverInstructionsNorTheLast(String turns, String left) {
    ChatCall call = call(turns);
    ShorterConversation all = ShorterConversation.of(call);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < all.count(); i++) {
      ChatCall shorter = all.call(i);
      found.add(letters(shorter));
      assertThat(shorter.contextPolicy().isShortened()).isEqualTo(i > 0);
      assertThat(all.tokens(i)).isEqualTo(TokenEstimate.of(shorter));
    }
    assertThat(found).containsExactly(left.split(" "));
    assertThat(all.call(0)).isSameAs(call);
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "100000, 0"})
  void longestThatFits_isTaken(int most, int index) {
    assertThat(ShorterConversation.of(call("uauau")).within(most)).isEqualTo(index);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1", "2, 2"})
  void whatFitsExactly_fits(int index, int found) {
    ShorterConversation all = ShorterConversation.of(call("uauau"));
    assertThat(all.within(all.tokens(index))).isEqualTo(found);
    assertThat(all.within(all.tokens(index) - 0.01)).isEqualTo(Math.min(2, found + 1));
  }
}
