package io.aiportal.ollama.chat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps reasoning in memory, as much and as long as it may; what was not asked for longest goes
 * first.
 */
public final class MemoryReasoningKeeper implements ReasoningKeeper {

  private final int mostEntries;
  private final long mostBytes;
  private final Duration timeToLive;
  private final Clock clock;

  // Guarded by this, the one that was not used for longest first.
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private record Entry(KeptReasoning reasoning, long bytes, Instant until) {}

  /**
   * A keeper without anything.
   *
   * @param mostEntries keys at most
   * @param mostBytes memory at most
   * @param timeToLive how long something is kept that nobody asks for
   * @param clock tells the time
   */
  public MemoryReasoningKeeper(int mostEntries, long mostBytes, Duration timeToLive, Clock clock) {
    this.mostEntries = mostEntries;
    this.mostBytes = mostBytes;
    this.timeToLive = timeToLive;
    this.clock = clock;
  }

  @Override
  public synchronized CompletableFuture<Map<String, KeptReasoning>> find(Collection<String> keys) {
    Map<String, KeptReasoning> found = new HashMap<>();
    forgetWhatIsOver();
    for (String key : keys) {
      Entry entry = entries.get(key);
      if (entry != null) {
        entries.put(key, new Entry(entry.reasoning(), entry.bytes(), untilThen()));
        found.put(key, entry.reasoning());
      }
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public synchronized void keep(Collection<String> keys, KeptReasoning reasoning) {
    forgetWhatIsOver();
    long share = reasoning.bytes() / Math.max(1, keys.size());
    for (String key : keys) {
      Entry before = entries.put(key, new Entry(reasoning, share, untilThen()));
      bytes += share - (before == null ? 0 : before.bytes());
    }
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext() && (entries.size() > mostEntries || bytes > mostBytes)) {
      bytes -= oldest.next().bytes();
      oldest.remove();
    }
  }

  /** What was used last is over last, so whatever is over stands at the beginning. */
  private void forgetWhatIsOver() {
    Instant now = clock.instant();
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      if (entry.until().isAfter(now)) {
        return;
      }
      bytes -= entry.bytes();
      oldest.remove();
    }
  }

  private Instant untilThen() {
    return clock.instant().plus(timeToLive);
  }

  /** How many keys there are. */
  public synchronized int size() {
    return entries.size();
  }

  /** The memory that is taken, in bytes. */
  public synchronized long bytes() {
    return bytes;
  }
}
