package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as its caller can be trusted to repeat it: without system prompts, which change
 * with the time of day, without reasoning and ids, which many lose, and without white space around
 * texts.
 *
 * @param runs where the assistant calls tools
 * @param end all of the conversation
 */
record ConversationTrail(List<Run> runs, Digest end) {

  /**
   * What the assistant says in a row, over one turn or several, with calls of tools in it.
   *
   * @param turns the places of its turns in the conversation
   * @param before all that was said before
   * @param calls the calls in their order
   * @param reasoned whether the caller gave its signed reasoning back
   */
  record Run(
      List<Integer> turns, Digest before, List<ChatContent.ToolUse> calls, boolean reasoned) {}

  static ConversationTrail of(List<Turn> turns) {
    Digest digest = Digest.empty();
    List<Run> runs = new ArrayList<>();
    List<Integer> places = new ArrayList<>();
    Digest before = digest;
    for (int i = 0; i < turns.size(); i++) {
      Turn turn = turns.get(i);
      if (turn.role() == Turn.Role.ASSISTANT) {
        before = places.isEmpty() ? digest.copy() : before;
        places.add(i);
      } else if (turn.role() == Turn.Role.USER && !places.isEmpty()) {
        addRun(runs, turns, places, before);
        places = new ArrayList<>();
      }
      add(digest, turn);
    }
    addRun(runs, turns, places, before);
    return new ConversationTrail(runs, digest);
  }

  private static void addRun(
      List<Run> runs, List<Turn> turns, List<Integer> places, Digest before) {
    List<ChatContent.ToolUse> calls = new ArrayList<>();
    boolean reasoned = false;
    for (int place : places) {
      for (ChatContent block : turns.get(place).content()) {
        if (block instanceof ChatContent.ToolUse call) {
          calls.add(call);
        }
        reasoned |= isGenuine(block);
      }
    }
    if (!calls.isEmpty()) {
      runs.add(new Run(places, before, calls, reasoned));
    }
  }

  /** Whether this is reasoning that a model takes back. */
  static boolean isGenuine(ChatContent block) {
    return block instanceof ChatContent.RedactedReasoning
        || (block instanceof ChatContent.ReasoningText text && text.signature() != null);
  }

  private static void add(Digest digest, Turn turn) {
    if (turn.role() != Turn.Role.SYSTEM) {
      String role = turn.role().name();
      turn.content().forEach(block -> add(digest, role, block));
    }
  }

  private static void add(Digest digest, String role, ChatContent block) {
    if (block instanceof ChatContent.Text text) {
      String said = text.text().strip();
      if (!said.isEmpty()) {
        digest.put(role).put("text").put(said);
      }
    } else if (block instanceof ChatContent.Image image) {
      digest.put(role).put("image").put(image.bytes());
    } else if (block instanceof ChatContent.Document document) {
      digest.put(role).put("document").put(document.format()).put(document.bytes());
    } else if (block instanceof ChatContent.SearchResult found) {
      digest.put(role).put("found").put(found.asText().text());
    } else if (block instanceof ChatContent.ToolUse call) {
      digest.put(role).putCalls(List.of(call));
    } else if (block instanceof ChatContent.ToolResult result) {
      digest.put(role).put("result");
      result.content().forEach(part -> add(digest, "tool", part));
    }
  }
}
