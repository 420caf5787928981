package io.aiportal.ollama.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The places of a pool for one call.
 *
 * <p>They are tried in rounds: each place once, those first that are known to have room, and then,
 * after a pause, again. Nobody is turned away while there is room anywhere, as every place is asked
 * at the end of the last round.
 */
final class PooledTargets implements Targets {

  private final List<Target> targets;
  private final int own;
  private final PlaceStates states;
  private final Conversations conversations;
  private final long conversation;

  /** Where the conversation was answered before this call; null if nobody knows. */
  private final @Nullable String known;

  /** What was tried since the last pause. */
  private final Set<Target> round = new LinkedHashSet<>();

  /**
   * The places of a call.
   *
   * @param targets those of the model itself first, in the order of preference
   * @param own how many are of the model itself
   */
  PooledTargets(
      List<Target> targets,
      int own,
      PlaceStates states,
      Conversations conversations,
      long conversation) {
    this.targets = List.copyOf(targets);
    this.own = own;
    this.states = states;
    this.conversations = conversations;
    this.conversation = conversation;
    this.known = conversations.place(conversation);
  }

  @Override
  public @Nullable Target next(List<FailedAttempt> failed) {
    if (failed.isEmpty()) {
      return chosen(first(targets, failed));
    }
    FailedAttempt last = failed.get(failed.size() - 1);
    if (!Targets.isOfThePlace(last.failure())) {
      return last.target();
    }
    states.failed(last.target(), last.failure());
    Target next = first(targets.stream().filter(one -> !round.contains(one)).toList(), failed);
    if (next == null) {
      round.clear();
      next = first(targets, failed);
    }
    return chosen(next);
  }

  private @Nullable Target chosen(@Nullable Target target) {
    if (target != null) {
      round.add(target);
      conversations.answeredAt(conversation, target.name());
    }
    return target;
  }

  /**
   * The best of some places: of those that may be well, of the model itself before others, the one
   * that has room and knows the conversation, then in their order; where none has room, the one
   * that is asked for to rest for the shortest time.
   */
  private @Nullable Target first(List<Target> candidates, List<FailedAttempt> failed) {
    List<Target> possible = new ArrayList<>(candidates);
    possible.removeIf(target -> isHopeless(target, failed));
    return possible.stream()
        .min(
            Comparator.comparing((Target target) -> targets.indexOf(target) >= own)
                .thenComparing(this::rests)
                .thenComparing(target -> !target.name().equals(known)))
        .orElse(null);
  }

  private Instant rests(Target target) {
    return states.isResting(target) ? states.until(target) : Instant.MIN;
  }

  private static boolean isHopeless(Target target, List<FailedAttempt> failed) {
    FailedAttempt past = FailedAttempt.lastAt(target, failed);
    return past != null && !past.failure().isRetryable();
  }

  /** What happens to counts says nothing of places for answers. */
  @Override
  public Targets forCounting() {
    return Targets.inOrder(targets.subList(0, own));
  }

  /** There is a pause before each round, and none within one. */
  @Override
  public @Nullable Duration delayBefore(
      Target next, List<FailedAttempt> failed, Attempts attempts) {
    Duration delay = attempts.delayBefore(next, failed);
    boolean elsewhere = !failed.get(failed.size() - 1).target().equals(next);
    return delay != null && elsewhere && round.size() > 1 ? Duration.ZERO : delay;
  }
}
