package io.aiportal.ollama.translate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ToolNamesTest {

  @Test
  void names_whateverTheyAre_getOneEach() {
    Set<String> names = new LinkedHashSet<>();
    for (String base : List.of("a b", "a-b", "a_b", "a.b", "ä", "", "tool", "x".repeat(64))) {
      for (String end : List.of("", "?", "!", "-", "_")) {
        names.add(base + end);
      }
    }

    ToolNames map = ToolNames.of(names, false);

    Set<String> given = names.stream().map(map::toBedrock).collect(Collectors.toSet());
    assertThat(given).hasSameSizeAs(names).allMatch(name -> name.matches("[a-zA-Z0-9_]{1,64}"));
    for (String name : names) {
      assertThat(map.toOllama()).containsEntry(map.toBedrock(name), name);
    }
  }

  @Test
  void name_thatFits_staysWhateverTheOrder() {
    assertThat(ToolNames.of(new LinkedHashSet<>(List.of("a b", "a_b")), true).toBedrock("a_b"))
        .isEqualTo("a_b");
  }

  @Test
  void names_ofEqualHash_stayApart() {
    // "Aa" and "BB" have the same hash code, and so have texts that differ only in them.
    ToolNames map =
        ToolNames.of(new LinkedHashSet<>(List.of("Aa".repeat(40), "BB".repeat(40))), true);

    assertThat(map.toOllama()).hasSize(2);
  }
}
