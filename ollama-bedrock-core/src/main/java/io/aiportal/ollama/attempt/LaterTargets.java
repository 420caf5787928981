package io.aiportal.ollama.attempt;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Places that are chosen when the first attempt is made, as more is known then. */
public final class LaterTargets implements Targets {

  private final Supplier<Targets> choice;
  private @Nullable Targets chosen;

  /** Places that somebody chooses once, when they are needed. */
  public LaterTargets(Supplier<Targets> choice) {
    this.choice = choice;
  }

  private Targets chosen() {
    Targets known = chosen;
    if (known == null) {
      known = choice.get();
      chosen = known;
    }
    return known;
  }

  @Override
  public @Nullable Target next(List<FailedAttempt> failed) {
    return chosen().next(failed);
  }

  @Override
  public @Nullable Duration delayBefore(
      Target next, List<FailedAttempt> failed, Attempts attempts) {
    return chosen().delayBefore(next, failed, attempts);
  }
}
