package io.aiportal.ollama.attempt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Places in the order of preference. */
record OrderedTargets(List<Target> places) implements Targets {

  OrderedTargets {
    if (places.isEmpty()) {
      throw new IllegalArgumentException("there must be a place to ask");
    }
    places = List.copyOf(places);
  }

  @Override
  public @Nullable Target next(List<FailedAttempt> failed) {
    if (failed.isEmpty()) {
      return places.get(0);
    }
    FailedAttempt last = failed.get(failed.size() - 1);
    if (!Targets.isOfThePlace(last.failure())) {
      return last.target();
    }
    for (Target place : places) {
      if (FailedAttempt.lastAt(place, failed) == null) {
        return place;
      }
    }
    return inTurn(last.target(), failed);
  }

  /** The next place behind this one that may be well again; perhaps this one. */
  private @Nullable Target inTurn(Target last, List<FailedAttempt> failed) {
    List<Target> turn = new ArrayList<>(places);
    Collections.rotate(turn, -1 - places.indexOf(last));
    for (Target place : turn) {
      FailedAttempt past = FailedAttempt.lastAt(place, failed);
      if (past == null || past.failure().isRetryable()) {
        return place;
      }
    }
    return null;
  }
}
