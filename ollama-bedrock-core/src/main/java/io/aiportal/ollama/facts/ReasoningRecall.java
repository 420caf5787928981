package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.facts.ConversationTrail.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a model's reasoning back before the calls that it made, where the caller lost it. */
final class ReasoningRecall {

  private final ChatCall call;
  private final ReasoningKeys keys;
  private final @Nullable SealedCallId capsule;
  private final List<Run> runs;

  /** What the ids of calls hold, by those ids. */
  private final Map<String, SealedCallId.Opened> opened = new HashMap<>();

  ReasoningRecall(
      ChatCall call, String baseModelId, CallContext context, @Nullable SealedCallId capsule) {
    this.call = call;
    this.keys = new ReasoningKeys(context.caller(), baseModelId);
    this.capsule = capsule;
    this.runs = callsTools(call) ? ConversationTrail.of(call.turns()).runs() : List.of();
    runs.forEach(run -> run.calls().forEach(this::open));
  }

  private static boolean callsTools(ChatCall call) {
    return call.turns().stream()
        .anyMatch(turn -> turn.content().stream().anyMatch(ChatContent.ToolUse.class::isInstance));
  }

  private void open(ChatContent.ToolUse use) {
    String id = use.id();
    SealedCallId.Opened held =
        id == null || capsule == null ? null : capsule.open(id, keys.owner());
    if (held != null) {
      opened.put(id, held);
    }
  }

  /** What to look for. */
  Collection<String> keys() {
    Set<String> all = new LinkedHashSet<>();
    for (Run run : runs) {
      if (!run.reasoned() && held(run) == null) {
        all.addAll(keys.all(run.before(), run.calls()));
      }
    }
    return all;
  }

  /** The call with what was found. */
  ChatCall call(Map<String, KeptReasoning> found) {
    List<Turn> turns = new ArrayList<>(call.turns());
    if (!opened.isEmpty()) {
      turns.replaceAll(this::withOwnIds);
    }
    for (Run run : runs) {
      KeptReasoning reasoning = run.reasoned() ? null : reasoning(run, found);
      if (reasoning != null) {
        putBack(reasoning, run, turns);
      }
    }
    return turns.equals(call.turns()) ? call : call.toBuilder().turns(turns).build();
  }

  /** By the id where the caller kept it, else by the conversation. */
  private @Nullable KeptReasoning reasoning(Run run, Map<String, KeptReasoning> found) {
    KeptReasoning held = held(run);
    if (held != null) {
      return held;
    }
    for (String key : keys.all(run.before(), run.calls())) {
      KeptReasoning kept = found.get(key);
      if (kept != null && !kept.isEmpty()) {
        return kept;
      }
    }
    return null;
  }

  private @Nullable KeptReasoning held(Run run) {
    for (ChatContent.ToolUse use : run.calls()) {
      SealedCallId.Opened held = opened.get(use.id());
      if (held != null) {
        return held.reasoning();
      }
    }
    return null;
  }

  /** What came before the text goes to the very beginning, the rest before the first call. */
  private static void putBack(KeptReasoning reasoning, Run run, List<Turn> turns) {
    boolean first = true;
    boolean before = true;
    for (int place : run.turns()) {
      List<ChatContent> content = new ArrayList<>();
      if (first) {
        content.addAll(reasoning.beforeText());
      }
      first = false;
      for (ChatContent block : turns.get(place).content()) {
        if (before && block instanceof ChatContent.ToolUse) {
          content.addAll(reasoning.afterText());
          before = false;
        }
        if (!(block instanceof ChatContent.ReasoningText)) { // what is shown has no signature
          content.add(block);
        }
      }
      turns.set(place, new Turn(Turn.Role.ASSISTANT, content));
    }
  }

  private Turn withOwnIds(Turn turn) {
    return new Turn(turn.role(), turn.content().stream().map(this::withOwnId).toList());
  }

  private ChatContent withOwnId(ChatContent block) {
    if (block instanceof ChatContent.ToolUse use) {
      SealedCallId.Opened held = opened.get(use.id());
      return held == null ? use : new ChatContent.ToolUse(held.id(), use.name(), use.input());
    }
    if (block instanceof ChatContent.ToolResult result) {
      SealedCallId.Opened held = opened.get(result.id());
      return held == null
          ? result
          : new ChatContent.ToolResult(
              held.id(), result.toolName(), result.content(), result.error());
    }
    return block;
  }
}
