package io.aiportal.ollama.server.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Price;
import io.aiportal.ollama.server.settings.LimitSetting;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelLimitsTest {

  private static final ModelCatalogue CATALOGUE = ModelCatalogue.builtIn("us-east-1");

  private static List<Limit> limits(String model, Map<String, Integer> settings) {
    Map<String, LimitSetting> all = new LinkedHashMap<>();
    settings.forEach(
        (name, open) ->
            all.put(name, new LimitSetting(Optional.empty(), Optional.empty(), Optional.of(open))));
    Model asked = CATALOGUE.resolve(model).orThrow();
    return new ModelLimits(all, () -> CATALOGUE).of(asked);
  }

  private static Map<String, Integer> settings(Object... namesAndNumbers) {
    Map<String, Integer> settings = new LinkedHashMap<>();
    for (int i = 0; i < namesAndNumbers.length; i += 2) {
      settings.put((String) namesAndNumbers[i], (Integer) namesAndNumbers[i + 1]);
    }
    return settings;
  }

  @Test
  void singleName_winsOverAStar_whereverItStands() {
    for (Map<String, Integer> settings :
        List.of(settings("nova-*", 1, "nova-lite", 2), settings("nova-lite", 2, "nova-*", 1))) {
      assertThat(limits("nova-lite", settings)).extracting(Limit::most).containsExactly(2L);
      assertThat(limits("nova-pro", settings)).extracting(Limit::most).containsExactly(1L);
      assertThat(limits("claude-haiku-4.5", settings)).isEmpty();
    }
  }

  @Test
  void model_isOne_whateverItIsCalled() {
    Map<String, Integer> settings = settings("nova-lite", 2);
    assertThat(limits("amazon.nova-lite-v1:0", settings).get(0).id())
        .isEqualTo(limits("nova-lite:latest", settings).get(0).id());
  }

  @Test
  void limitOfAProfile_holdsForWhateverIsAnsweredThroughIt() {
    String profile = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
    for (String limited : List.of(profile, "us.anthropic.*")) {
      Map<String, Integer> settings = settings(limited, 2);
      for (String asked : List.of("claude-haiku-4.5", profile)) {
        assertThat(limits(asked, settings)).extracting(Limit::most).containsExactly(2L);
      }
      assertThat(limits("global." + profile.substring(3), settings)).isEmpty();
    }
  }

  @Test
  void limit_namesTheModelAsItWasAsked() {
    Map<String, Integer> settings = settings("nova-lite", 2);
    for (String asked : List.of("nova-lite:latest", "amazon.nova-lite-v1:0")) {
      assertThat(limits(asked, settings).get(0).told())
          .isEqualTo("the model '" + asked + "' may make 2 answers at a time");
    }
  }

  @Test
  void models_haveACountEach() {
    Map<String, Integer> settings = settings("*", 2);
    assertThat(limits("nova-lite", settings).get(0).id())
        .isNotEqualTo(limits("nova-pro", settings).get(0).id());
  }

  @Test
  void dearestPrice_isThatOfNoModelAlone() {
    Price dearest = Objects.requireNonNull(DearestPrice.of(CATALOGUE));
    for (Model model : CATALOGUE.list()) {
      Price price = model.traits().price();
      if (price != null) {
        assertThat(dearest.input()).isGreaterThanOrEqualTo(price.input());
        assertThat(dearest.output()).isGreaterThanOrEqualTo(price.output());
        assertThat(dearest.cacheWrite()).isGreaterThanOrEqualTo(price.cacheWrite());
      }
    }
    assertThat(dearest.input()).isGreaterThan(BigDecimal.ZERO);
  }
}
