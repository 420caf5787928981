package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class LoadedModelsTest {

  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
  private static final Model LITE = model("nova-lite", "nova-lite");
  private static final Model PRO = model("nova-pro", "nova-pro");

  private final SetClock clock = new SetClock();
  private final LoadedModels loaded = new LoadedModels(Duration.ofMinutes(5), clock);

  private static Model model(String known, String name) {
    Model model = ModelCatalogue.builtIn("eu-west-2").resolve(known).orThrow();
    return new Model(
        name,
        model.modelId(),
        model.baseModelId(),
        model.displayName(),
        model.provider(),
        model.family(),
        model.traits());
  }

  private static final class SetClock extends Clock {

    private Instant now = START;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void model_isKeptAsLongAsUsual_andNoLonger() {
    loaded.used(LITE, null);
    assertThat(loaded.now()).containsEntry(LITE, START.plus(Duration.ofMinutes(5))).hasSize(1);
    clock.now = START.plus(Duration.ofMinutes(5)).minusNanos(1);
    assertThat(loaded.now()).containsKey(LITE);
    clock.now = START.plus(Duration.ofMinutes(5));
    assertThat(loaded.now()).isEmpty();
  }

  @Test
  void model_isKeptAsLongAsItsLastCallerSays() {
    loaded.used(LITE, Duration.ofHours(1));
    loaded.used(PRO, Duration.ofNanos(-1));
    loaded.used(LITE, Duration.ofSeconds(1));
    assertThat(loaded.now())
        .containsEntry(LITE, START.plusSeconds(1))
        .containsEntry(PRO, START.plusNanos(Long.MAX_VALUE));
    loaded.used(PRO, Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(loaded.now()).containsEntry(PRO, START.plusNanos(Long.MAX_VALUE));
  }

  @Test
  void model_whoseCallerWantsItGone_isGone() {
    loaded.used(LITE, null);
    loaded.used(PRO, null);
    loaded.used(LITE, Duration.ZERO);
    assertThat(loaded.now()).containsOnlyKeys(PRO);
  }

  @Test
  void models_thatAreTooMany_makeRoom_theOldestFirst() {
    loaded.used(LITE, null);
    loaded.used(PRO, null);
    loaded.used(LITE, null);
    for (int i = 2; i < LoadedModels.MOST; i++) {
      loaded.used(model("nova-lite", "name-" + i), null);
    }
    assertThat(loaded.now()).hasSize(LoadedModels.MOST).containsKeys(LITE, PRO);
    loaded.used(model("nova-lite", "one-more"), null);
    assertThat(loaded.now()).hasSize(LoadedModels.MOST).containsKey(LITE).doesNotContainKey(PRO);
  }
}
