package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Remembers the reasoning that models did not know for their own, and leaves it out of later calls.
 * Clients that keep it bring it with every turn, and each would cost an attempt. Only digests are
 * remembered, and not more than some of them. Safe for several threads.
 */
public final class RefusedReasoning {

  private static final int MOST = 2_000;

  // Guarded by this, the oldest first.
  private final Set<String> digests = new LinkedHashSet<>();

  /** Nothing was refused yet. */
  public RefusedReasoning() {}

  /** Remembers all reasoning of a call that a model refused for it. */
  public synchronized void remember(ChatCall refused, String baseModelId) {
    for (Turn turn : refused.turns()) {
      for (ChatContent block : turn.content()) {
        if (isReasoning(block)) {
          digests.add(digest(block, baseModelId));
        }
      }
    }
    while (digests.size() > MOST) {
      digests.remove(digests.iterator().next());
    }
  }

  /** The call without what the model refused before. */
  public ChatCall leaveOut(ChatCall call, String baseModelId) {
    synchronized (this) {
      if (digests.isEmpty()) {
        return call;
      }
    }
    List<Turn> turns =
        call.turns().stream()
            .map(
                turn ->
                    new Turn(
                        turn.role(),
                        turn.content().stream()
                            .filter(block -> !wasRefused(block, baseModelId))
                            .toList()))
            .toList();
    return turns.equals(call.turns()) ? call : call.toBuilder().turns(turns).build();
  }

  private boolean wasRefused(ChatContent block, String baseModelId) {
    if (!isReasoning(block)) {
      return false;
    }
    String digest = digest(block, baseModelId);
    synchronized (this) {
      return digests.contains(digest);
    }
  }

  private static boolean isReasoning(ChatContent block) {
    return block instanceof ChatContent.ReasoningText
        || block instanceof ChatContent.RedactedReasoning;
  }

  private static String digest(ChatContent block, String baseModelId) {
    Digest digest = Digest.empty().put(baseModelId);
    if (block instanceof ChatContent.ReasoningText reasoning) {
      digest.put(reasoning.text()).putOptional(reasoning.signature());
    } else if (block instanceof ChatContent.RedactedReasoning redacted) {
      digest.put(redacted.data());
    }
    return digest.text();
  }
}
