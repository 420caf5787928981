package io.aiportal.ollama.attempt;

import io.aiportal.ollama.chat.CallContext;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Remembers where conversations were answered last, as long as a prompt stays in Bedrock's cache.
 *
 * <p>A conversation is known by who has it, with which model, and how it began. Two that begin
 * alike are taken for one, which does no harm.
 */
final class Conversations {

  private static final Duration CACHED = Duration.ofMinutes(5);
  private static final int MOST = 50_000;

  private final Clock clock;

  // Guarded by this, the one that was used longest ago first.
  private final Map<Long, Answered> answered = new LinkedHashMap<>(16, 0.75f, true);

  private record Answered(String place, Instant until) {}

  Conversations(Clock clock) {
    this.clock = clock;
  }

  /** What a call's conversation is known by. */
  static long key(ChatCall call, String baseModelId, CallContext context) {
    long key = 31L * Objects.hash(context.caller(), baseModelId);
    for (Turn turn : call.turns()) {
      for (ChatContent block : turn.content()) {
        key = 1_000_003 * key + hash(block);
      }
      if (turn.role() == Turn.Role.USER) {
        break;
      }
    }
    return key;
  }

  private static int hash(ChatContent block) {
    if (block instanceof ChatContent.Text text) {
      return text.text().hashCode();
    }
    return block instanceof ChatContent.Image image ? image.bytes().length : 1;
  }

  /** Where a conversation was answered last; null if nobody knows. */
  synchronized @Nullable String place(long conversation) {
    Answered last = answered.get(conversation);
    return last == null || !last.until().isAfter(clock.instant()) ? null : last.place();
  }

  /** A conversation is answered at a place. */
  synchronized void answeredAt(long conversation, String place) {
    answered.put(conversation, new Answered(place, clock.instant().plus(CACHED)));
    Iterator<Answered> oldest = answered.values().iterator();
    while (answered.size() > MOST && oldest.hasNext()) {
      oldest.next();
      oldest.remove();
    }
  }
}
