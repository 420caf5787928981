package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways to leave out the oldest turns of a conversation, from the longest that is left to the
 * shortest.
 *
 * <p>Instructions and the last turn always stay, and no result of a tool without its call. A
 * conversation begins with what a user says, unless there is too much behind the user's last word.
 */
final class ShorterConversation {

  private final ChatCall call;
  private final double frame;

  /** Turns before these places can be left out; the first place leaves out nothing. */
  private final List<Integer> places;

  /** What is left at each of the places. */
  private final List<Double> tokens;

  private ShorterConversation(
      ChatCall call, double frame, List<Integer> places, List<Double> tokens) {
    this.call = call;
    this.frame = frame;
    this.places = places;
    this.tokens = tokens;
  }

  static ShorterConversation of(ChatCall call) {
    List<Integer> places = places(call.turns());
    double frame = TokenEstimate.ofFrame(call);
    double[] behind = new double[call.turns().size() + 1];
    for (int i = call.turns().size() - 1; i >= 0; i--) {
      Turn turn = call.turns().get(i);
      double tokens = TokenEstimate.of(turn);
      if (turn.role() == Turn.Role.SYSTEM) {
        frame += tokens;
        tokens = 0;
      }
      behind[i] = behind[i + 1] + tokens;
    }
    List<Double> tokens = new ArrayList<>();
    for (int place : places) {
      tokens.add(frame + behind[place]);
    }
    return new ShorterConversation(call, frame, places, tokens);
  }

  private static List<Integer> places(List<Turn> turns) {
    int lastWord = 0;
    for (int i = 0; i < turns.size(); i++) {
      lastWord = isWordOfTheUser(turns.get(i)) ? i : lastWord;
    }
    List<Integer> places = new ArrayList<>();
    places.add(0);
    Turn.Role before = Turn.Role.SYSTEM;
    for (int i = 1; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      before = turns.get(i - 1).role() == Turn.Role.SYSTEM ? before : turns.get(i - 1).role();
      boolean calls =
          i > lastWord
              && i < turns.size() - 1
              && turn.role() == Turn.Role.ASSISTANT
              && before != Turn.Role.ASSISTANT;
      if (before != Turn.Role.SYSTEM && (isWordOfTheUser(turn) || calls)) {
        places.add(i);
      }
    }
    return places;
  }

  /** Whether the user says something of his own, and gives no results of tools. */
  private static boolean isWordOfTheUser(Turn turn) {
    return turn.role() == Turn.Role.USER
        && turn.content().stream().noneMatch(ChatContent.ToolResult.class::isInstance);
  }

  /** How many there are; the first is the whole conversation. */
  int count() {
    return places.size();
  }

  /** The tokens of one of them, guessed from above. */
  double tokens(int index) {
    return tokens.get(index);
  }

  /** The first one of at most so many tokens; the last one where none is that short. */
  int within(double most) {
    int index = 0;
    while (index < count() - 1 && tokens(index) > most) {
      index++;
    }
    return index;
  }

  /** What all of them have. */
  double frame() {
    return frame;
  }

  /** The call with one of them. */
  ChatCall call(int index) {
    if (index == 0) {
      return call;
    }
    List<Turn> turns = new ArrayList<>();
    for (int i = 0; i < call.turns().size(); i++) {
      Turn turn = call.turns().get(i);
      if (i >= places.get(index) || turn.role() == Turn.Role.SYSTEM) {
        turns.add(turn);
      }
    }
    return call.toBuilder().turns(turns).contextPolicy(call.contextPolicy().shortened()).build();
  }
}
