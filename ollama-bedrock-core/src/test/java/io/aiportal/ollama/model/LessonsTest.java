package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.model.Lessons.Subject;
import io.aiportal.ollama.model.SamplingTraits.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LessonsTest {

  private static final String ACCOUNT = "123456789012";
  private static final Subject NOVA =
      new Subject("us-east-1", ACCOUNT, "us-east-1", "amazon.nova-pro-v1:0");
  private static final Lesson NO_SAMPLING =
      new Lesson("it takes no sampling settings", Map.of("settings", "none"), Set.of());
  private static final Lesson NO_PREFILL =
      new Lesson("the user has the last word", Map.of("prefill", false), Set.of());

  private Instant now = Instant.parse("2026-11-25T12:00:00Z");
  private final MemoryLessons lessons = new MemoryLessons(clock(), Duration.ofHours(1));

  private Clock clock() {
    return new Clock() {
      @Override
      public Instant instant() {
        return now;
      }

      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }
    };
  }

  private ModelCatalogue catalogue() {
    return ModelCatalogue.builtIn("us-east-1").withLessons("us-east-1", () -> ACCOUNT, lessons);
  }

  @Test
  void lessons_areAllToldUntilTheyAreOld() {
    lessons.learn(NOVA, NO_SAMPLING);
    now = now.plus(Duration.ofMinutes(30));
    lessons.learn(NOVA, NO_PREFILL);
    assertThat(lessons.all())
        .extracting(MemoryLessons.Kept::lesson)
        .containsExactly(NO_SAMPLING, NO_PREFILL);
    now = now.plus(Duration.ofMinutes(30));
    assertThat(lessons.all()).extracting(MemoryLessons.Kept::lesson).containsExactly(NO_PREFILL);
  }

  @Test
  void lessonsOfAModel_areThirtyAtMost() {
    for (int i = 1; i <= 30; i++) {
      lessons.learn(NOVA, new Lesson("lesson " + i, Map.of(), Set.of()));
    }
    assertThat(lessons.of(NOVA)).hasSize(30);
    lessons.learn(NOVA, new Lesson("lesson 31", Map.of(), Set.of()));
    assertThat(lessons.of(NOVA)).extracting(Lesson::says).hasSize(30).doesNotContain("lesson 1");
  }

  @Test
  void lesson_changesTheModelWhereItWasLearned() {
    ModelCatalogue catalogue = catalogue();
    lessons.learn(NOVA, NO_SAMPLING);
    lessons.learn(NOVA, NO_PREFILL);

    ModelResolution nova = catalogue.resolve("nova-pro");
    assertThat(nova.orThrow().traits().sampling().settings()).isEqualTo(Settings.NONE);
    assertThat(nova.orThrow().traits().conversation().prefill()).isFalse();
    assertThat(nova.reasons())
        .containsExactly(
            "on demand in us-east-1",
            "learned from a refusal: it takes no sampling settings",
            "learned from a refusal: the user has the last word");
    assertThat(catalogue.list()).contains(nova.orThrow());
    assertThat(catalogue.resolve("us.amazon.nova-pro-v1:0").orThrow().traits().sampling())
        .isEqualTo(catalogue.resolve("nova-lite").orThrow().traits().sampling());
  }

  @Test
  void lesson_holdsForItsPlaceAndAccountAlone() {
    lessons.learn(NOVA, NO_SAMPLING);
    assertThat(settingsAt("us-east-1", ACCOUNT)).isEqualTo(Settings.NONE);
    assertThat(settingsAt("another place", ACCOUNT)).isEqualTo(Settings.BOTH);
    assertThat(settingsAt("us-east-1", "210987654321")).isEqualTo(Settings.BOTH);
    assertThat(settingsAt("us-east-1", null)).isEqualTo(Settings.BOTH);
  }

  @Test
  void lesson_ofAnAccountThatNobodyKnewYet_isItsOwnOnceItIsKnown() {
    lessons.learn(Subject.of("us-east-1", null, "us-east-1", NOVA.modelId()), NO_SAMPLING);
    Instant learned = now;
    now = now.plus(Duration.ofMinutes(30));
    lessons.learn(NOVA, NO_PREFILL);
    assertThat(settingsAt("us-east-1", null)).isEqualTo(Settings.NONE);
    assertThat(settingsAt("another place", ACCOUNT)).isEqualTo(Settings.BOTH);

    assertThat(settingsAt("us-east-1", ACCOUNT)).isEqualTo(Settings.NONE);
    assertThat(lessons.of(NOVA)).containsExactlyInAnyOrder(NO_SAMPLING, NO_PREFILL);
    assertThat(lessons.all()).contains(new MemoryLessons.Kept(NOVA, NO_SAMPLING, learned));
    assertThat(settingsAt("us-east-1", "210987654321")).isEqualTo(Settings.BOTH);
  }

  @Test
  void lesson_learnedAgain_keepsItsLaterTime() {
    Subject nobodys = Subject.of("us-east-1", null, "us-east-1", NOVA.modelId());
    lessons.learn(nobodys, NO_SAMPLING);
    lessons.learn(nobodys, NO_PREFILL);
    now = now.plus(Duration.ofMinutes(30));
    lessons.learn(NOVA, NO_SAMPLING);

    assertThat(lessons.of(NOVA)).containsExactly(NO_PREFILL, NO_SAMPLING);
    assertThat(lessons.all()).contains(new MemoryLessons.Kept(NOVA, NO_SAMPLING, now));
    lessons.keep(new MemoryLessons.Kept(NOVA, NO_SAMPLING, now.minus(Duration.ofSeconds(1))));
    assertThat(lessons.all()).contains(new MemoryLessons.Kept(NOVA, NO_SAMPLING, now));
  }

  private Settings settingsAt(String place, @Nullable String account) {
    return ModelCatalogue.builtIn("us-east-1")
        .withLessons(place, () -> account, lessons)
        .resolve("nova-pro")
        .orThrow()
        .traits()
        .sampling()
        .settings();
  }

  @Test
  void lesson_isForgottenAfterItsTime() {
    lessons.learn(NOVA, NO_SAMPLING);
    now = now.plus(Duration.ofMinutes(59));
    lessons.learn(NOVA, NO_PREFILL);
    assertThat(lessons.of(NOVA)).containsExactly(NO_SAMPLING, NO_PREFILL);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(lessons.of(NOVA)).containsExactly(NO_PREFILL);
    now = now.plus(Duration.ofHours(1));
    assertThat(lessons.of(NOVA)).isEmpty();
    assertThat(lessons.all()).isEmpty();
    lessons.keep(new MemoryLessons.Kept(NOVA, NO_PREFILL, now.minus(Duration.ofHours(1))));
    assertThat(lessons.all()).isEmpty();
  }

  @Test
  void lesson_thatIsLearnedAgain_holdsLonger() {
    lessons.learn(NOVA, NO_SAMPLING);
    now = now.plus(Duration.ofMinutes(59));
    lessons.learn(NOVA, NO_SAMPLING);
    now = now.plus(Duration.ofMinutes(59));
    assertThat(lessons.of(NOVA)).containsExactly(NO_SAMPLING);
  }

  @Test
  void lessons_areBounded() {
    for (int i = 0; i < 1_100; i++) {
      lessons.learn(new Subject("p", "", "r", "m" + i), NO_PREFILL);
      lessons.learn(
          NOVA, new Lesson("it gives " + i + " tokens", Map.of("maxOutputTokens", 9), Set.of()));
    }
    assertThat(lessons.all().size()).isLessThanOrEqualTo(1_030);
    assertThat(lessons.of(new Subject("p", "", "r", "m0"))).isEmpty();
    assertThat(lessons.of(new Subject("p", "", "r", "m1099"))).containsExactly(NO_PREFILL);
  }

  @Test
  void operator_knowsBetter() {
    lessons.learn(NOVA, NO_SAMPLING);
    ModelCatalogue catalogue =
        catalogue()
            .withOverrides(
                List.of(new ModelOverride("nova-pro", null, Map.of("settings", "either"))));
    assertThat(catalogue.resolve("nova-pro").orThrow().traits().sampling().settings())
        .isEqualTo(Settings.EITHER);
  }

  @Test
  void lesson_takesCapabilitiesAway() {
    lessons.learn(NOVA, new Lesson("blind", Map.of(), Set.of(Capability.VISION)));
    assertThat(catalogue().resolve("nova-pro").orThrow().traits().capabilities())
        .containsExactlyInAnyOrder(Capability.COMPLETION, Capability.TOOLS);
  }

  @Test
  void lesson_ofATraitThatIsNone_isRefused() {
    assertThatThrownBy(() -> new Lesson("nonsense", Map.of("colour", "blue"), Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nobody_remembersNothing() {
    Lessons.NOOP.learn(NOVA, NO_PREFILL);
    assertThat(Lessons.NOOP.of(NOVA)).isEmpty();
  }
}
