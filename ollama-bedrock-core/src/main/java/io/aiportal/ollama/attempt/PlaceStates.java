package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which places had no room for a model, and for how long they are better left alone.
 *
 * <p>As long as Bedrock asked for, or a little longer with each failure in a row. There are as many
 * entries as there are places and models.
 */
final class PlaceStates {

  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** A day's quota, an account's rights: asking again soon is of no use. */
  private static final Duration LASTING = Duration.ofMinutes(5);

  private final Clock clock;
  private final Map<Key, Rest> resting = new ConcurrentHashMap<>();

  private record Key(String place, String baseModelId) {

    RestingPlace until(Instant end) {
      return new RestingPlace(place, baseModelId, end);
    }
  }

  /** How long a place rests, and until when. */
  private record Rest(Duration duration, Instant until) {}

  PlaceStates(Clock clock) {
    this.clock = clock;
  }

  /** A place failed for a reason of its own. */
  void failed(Target target, BedrockException failure) {
    resting.compute(key(target), (key, before) -> rest(failure, before, clock.instant()));
  }

  private static Rest rest(BedrockException failure, @Nullable Rest before, Instant now) {
    Duration duration = duration(failure, before, now);
    Instant until = now.plus(duration);
    return before != null && before.until().isAfter(until) ? before : new Rest(duration, until);
  }

  private static Duration duration(BedrockException failure, @Nullable Rest before, Instant now) {
    Duration wanted = failure.retryAfter();
    if (wanted != null) {
      return shorter(wanted, LASTING);
    }
    if (!failure.isRetryable()) {
      return LASTING;
    }
    if (before != null && !now.isAfter(before.until().plus(before.duration()))) {
      return shorter(before.duration().multipliedBy(2), LONGEST); // in a row
    }
    return SHORTEST;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Until when a place is better left alone; a moment that has passed if it is not. */
  Instant until(Target target) {
    Rest rest = resting.get(key(target));
    return rest == null ? Instant.MIN : rest.until();
  }

  /** Whether a place is better left alone now. */
  boolean isResting(Target target) {
    return until(target).isAfter(clock.instant());
  }

  /** Who is better left alone now, in the order of their names. */
  List<RestingPlace> resting() {
    Instant now = clock.instant();
    return resting.entrySet().stream()
        .filter(entry -> entry.getValue().until().isAfter(now))
        .map(entry -> entry.getKey().until(entry.getValue().until()))
        .sorted(Comparator.comparing(RestingPlace::place).thenComparing(RestingPlace::baseModelId))
        .toList();
  }

  private static Key key(Target target) {
    return new Key(target.name(), target.baseModelId());
  }
}
