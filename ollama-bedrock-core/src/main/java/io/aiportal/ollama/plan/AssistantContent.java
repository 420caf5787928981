package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what the assistant says at once, in the order that Bedrock wants: calls of tools come
 * last, and reasoning comes first unless it stands between other things as the model had it.
 */
final class AssistantContent {

  private final List<ContentBlock> spoken = new ArrayList<>();
  private final List<ContentBlock> calls = new ArrayList<>();
  private List<ContentBlock> last = spoken;
  private boolean reasons;

  /** Adds text; whether it is blank may be seen later. */
  void addText(ContentBlock.Text text) {
    addSpoken(text);
  }

  /** Adds text with what it cites. */
  void addText(ContentBlock.CitedText text) {
    addSpoken(text);
  }

  /** Adds reasoning of the model's own. */
  void addReasoning(ContentBlock.ReasoningText reasoning) {
    addSpoken(reasoning);
    reasons = true;
  }

  /** Adds reasoning of the model's own that nobody may read. */
  void addReasoning(ContentBlock.RedactedContent reasoning) {
    addSpoken(reasoning);
    reasons = true;
  }

  private void addSpoken(ContentBlock block) {
    spoken.add(block);
    last = spoken;
  }

  /** Adds a call of a tool. */
  void addCall(ContentBlock.ToolUse call) {
    calls.add(call);
    last = calls;
  }

  /** Adds a cache point behind what was added last. */
  void addCachePoint(ContentBlock.CachePoint point) {
    last.add(point);
  }

  /** Everything but the calls. */
  List<ContentBlock> spoken() {
    if (!reasons) {
      spoken.removeIf(AssistantContent::isBlank);
      return spoken;
    }
    // Text beside reasoning stays as it is, even without a letter: models compare the turn.
    return isReasoning(spoken.get(0)) ? spoken : reasoningFirst();
  }

  /** The calls of tools. */
  List<ContentBlock> calls() {
    return calls;
  }

  private List<ContentBlock> reasoningFirst() {
    List<ContentBlock> ordered = new ArrayList<>();
    spoken.stream().filter(AssistantContent::isReasoning).forEach(ordered::add);
    spoken.stream().filter(block -> !isReasoning(block)).forEach(ordered::add);
    return ordered;
  }

  private static boolean isReasoning(ContentBlock block) {
    return block instanceof ContentBlock.ReasoningText
        || block instanceof ContentBlock.RedactedContent;
  }

  private static boolean isBlank(ContentBlock block) {
    return block instanceof ContentBlock.Text text && BlankText.isBlank(text.text());
  }
}
