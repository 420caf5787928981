package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownMeaningsTest {

  private final List<String> looked = new ArrayList<>();
  private final KnownMeanings meanings =
      new KnownMeanings(
          name -> {
            looked.add(name);
            return new ModelResolution.NotFound(name, null);
          });

  @Test
  void name_isLookedForOnce() {
    ModelResolution first = meanings.of("nova-pro");

    assertThat(meanings.of("nova-pro")).isSameAs(first);
    assertThat(looked).containsExactly("nova-pro");
  }

  @Test
  void longName_isNotKept() {
    String longest = "n".repeat(256);
    meanings.of(longest);
    meanings.of(longest);
    assertThat(looked).hasSize(1);

    meanings.of(longest + "n");
    meanings.of(longest + "n");
    assertThat(looked).hasSize(3);
  }

  @Test
  void namesThatCallersMakeUp_areForgotten() {
    meanings.of("nova-pro");
    for (int i = 1; i < 1_000; i++) {
      meanings.of("made-up-" + i);
    }
    meanings.of("nova-pro");
    assertThat(looked).hasSize(1_000);

    meanings.of("one-too-many");
    meanings.of("nova-pro");
    assertThat(looked).hasSize(1_002);
    meanings.of("one-too-many");
    assertThat(looked).hasSize(1_002);
  }
}
