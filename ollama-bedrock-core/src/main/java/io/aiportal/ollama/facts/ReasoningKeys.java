package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatContent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Under which keys a turn's reasoning is kept: none of one caller or model is another's.
 *
 * @param caller who asks; null where nobody knows
 * @param baseModelId the foundation model that thought
 */
record ReasoningKeys(@Nullable String caller, String baseModelId) {

  /**
   * The keys of a turn, the surest first: by the id of its first call, for callers that keep ids,
   * and by the conversation.
   *
   * @param before all that was said before the calls
   * @param calls what the model called, at least one
   */
  List<String> all(Digest before, List<ChatContent.ToolUse> calls) {
    List<String> keys = new ArrayList<>();
    String id = calls.get(0).id();
    if (id != null && !id.isEmpty()) {
      keys.add(owned().put("id").put(id).putCalls(calls).text());
    }
    keys.add(owned().put("conversation").put(before.text()).putCalls(calls).text());
    return keys;
  }

  /** Whose these keys are, in a word that tells nothing else. */
  String owner() {
    return owned().text();
  }

  private Digest owned() {
    return Digest.empty().putOptional(caller).put(baseModelId);
  }
}
