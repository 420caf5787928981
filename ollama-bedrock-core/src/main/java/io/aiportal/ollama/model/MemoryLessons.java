package io.aiportal.ollama.model;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps lessons in memory, a bounded number of them and for a time.
 *
 * <p>What was learned before anybody knew the account becomes the account's own once it is known.
 */
public final class MemoryLessons implements Lessons {

  /** How long a lesson holds: Bedrock's models change, and nobody tells. */
  public static final Duration TIME_TO_LIVE = Duration.ofDays(7);

  private static final int MOST_SUBJECTS = 1_000;
  private static final int MOST_LESSONS = 30;

  private final Clock clock;
  private final Duration timeToLive;

  // Guarded by this, what was learned longest ago first.
  private final Map<Subject, Map<String, Kept>> subjects = new LinkedHashMap<>();

  /**
   * A lesson, and when it was learned.
   *
   * @param subject what it is about
   * @param lesson what was learned
   * @param at when
   */
  public record Kept(Subject subject, Lesson lesson, Instant at) {}

  /**
   * An empty memory.
   *
   * @param clock tells when a lesson is too old
   * @param timeToLive how long lessons are kept
   */
  public MemoryLessons(Clock clock, Duration timeToLive) {
    this.clock = clock;
    this.timeToLive = timeToLive;
  }

  @Override
  public synchronized List<Lesson> of(Subject subject) {
    adopt(subject);
    Map<String, Kept> kept = subjects.get(subject);
    if (kept == null) {
      return List.of();
    }
    kept.values().removeIf(this::isOld);
    if (kept.isEmpty()) {
      subjects.remove(subject);
    }
    return kept.values().stream().sorted(Comparator.comparing(Kept::at)).map(Kept::lesson).toList();
  }

  private void adopt(Subject subject) {
    if (!subject.account().isEmpty()) {
      Subject nobodys = Subject.of(subject.place(), null, subject.region(), subject.modelId());
      Map<String, Kept> before = subjects.remove(nobodys);
      if (before != null) {
        before.values().forEach(kept -> keep(new Kept(subject, kept.lesson(), kept.at())));
      }
    }
  }

  @Override
  public void learn(Subject subject, Lesson lesson) {
    keep(new Kept(subject, lesson, clock.instant()));
  }

  /** Takes over what was learned before; what was learned again since then stays. */
  public synchronized void keep(Kept kept) {
    if (isOld(kept)) {
      return;
    }
    Map<String, Kept> known =
        subjects.computeIfAbsent(kept.subject(), subject -> new LinkedHashMap<>());
    Kept again = known.get(kept.lesson().says());
    if (again != null && again.at().isAfter(kept.at())) {
      return;
    }
    known.remove(kept.lesson().says());
    known.put(kept.lesson().says(), kept);
    dropEldest(known, MOST_LESSONS);
    dropEldest(subjects, MOST_SUBJECTS);
  }

  /** All that is kept. */
  public synchronized List<Kept> all() {
    List<Kept> all = new ArrayList<>();
    subjects.values().forEach(kept -> all.addAll(kept.values()));
    all.removeIf(this::isOld);
    return all;
  }

  private boolean isOld(Kept kept) {
    return !kept.at().plus(timeToLive).isAfter(clock.instant());
  }

  private static <K, V> void dropEldest(Map<K, V> map, int most) {
    if (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }
}
