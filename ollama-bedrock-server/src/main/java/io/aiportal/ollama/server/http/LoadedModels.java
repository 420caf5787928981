package io.aiportal.ollama.server.http;

import io.aiportal.ollama.model.Model;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which models were asked lately, and until when their callers wanted them kept: what Ollama calls
 * loaded. Bedrock loads nothing for a caller, but clients look whether their model is there.
 */
final class LoadedModels {

  /** Names are the callers' to choose; the ones that were asked longest ago are forgotten first. */
  static final int MOST = 256;

  /** What Ollama tells of a model that is kept for ever: as far as its durations reach. */
  private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

  private final Duration usual;
  private final Clock clock;

  private final Map<String, Loaded> byName = new LinkedHashMap<>();

  private record Loaded(Model model, Instant until) {}

  /**
   * No models yet.
   *
   * @param usual how long a model is kept whose caller does not say; negative for ever
   */
  LoadedModels(Duration usual, Clock clock) {
    this.usual = usual;
    this.clock = clock;
  }

  /**
   * A model is asked, or has just answered.
   *
   * @param keepAlive how long to keep it from now on; zero not at all, negative for ever, null for
   *     as long as usual
   */
  synchronized void used(Model model, @Nullable Duration keepAlive) {
    Duration kept = keepAlive == null ? usual : keepAlive;
    byName.remove(model.name());
    if (!kept.isZero()) {
      byName.put(model.name(), new Loaded(model, clock.instant().plus(bounded(kept))));
    }
    if (byName.size() > MOST) {
      byName.remove(byName.keySet().iterator().next());
    }
  }

  private static Duration bounded(Duration kept) {
    return kept.isNegative() || kept.compareTo(FOREVER) > 0 ? FOREVER : kept;
  }

  /** The models that are kept now, each with the end of that. */
  synchronized Map<Model, Instant> now() {
    Instant now = clock.instant();
    byName.values().removeIf(loaded -> !loaded.until().isAfter(now));
    Map<Model, Instant> kept = new LinkedHashMap<>();
    byName.values().forEach(loaded -> kept.put(loaded.model(), loaded.until()));
    return kept;
  }
}
