package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ToolNamingTest {

  @Test
  void names_whateverTheyAre_getOneEach() {
    Set<String> names = new LinkedHashSet<>();
    for (String base : List.of("a b", "a-b", "a_b", "a.b", "ä", "", "tool", "x".repeat(64))) {
      for (String end : List.of("", "?", "!", "-", "_")) {
        names.add(base + end);
      }
    }

    ToolNaming naming = ToolNaming.of(names, false);

    assertApart(naming, names);
    for (String name : names) {
      String given = naming.toBedrock(name);
      assertThat(given).matches("[a-zA-Z0-9_]{1,64}");
      assertThat(naming.renamed().getOrDefault(given, given)).isEqualTo(name);
    }
  }

  @Test
  void name_thatFits_staysWhateverTheOrder() {
    ToolNaming naming = naming(true, "a b", "a_b");

    assertThat(naming.toBedrock("a_b")).isEqualTo("a_b");
    assertThat(naming.renamed()).containsOnlyKeys(naming.toBedrock("a b"));
  }

  @Test
  void characters_thatBedrockTakes_stay() {
    String all = "azAZ09_-";

    assertThat(naming(true, all).toBedrock(all)).isEqualTo(all);
    assertThat(naming(false, all).toBedrock(all)).isEqualTo("azAZ09__");
    assertThat(naming(true, "`{@[/:.ä").toBedrock("`{@[/:.ä")).isEqualTo("________");
  }

  @Test
  void name_ofSixtyFourCharactersThatAreNotAllTaken_needsNoMark() {
    String name = "é" + "x".repeat(63);
    assertThat(naming(true, name).toBedrock(name)).isEqualTo("_" + "x".repeat(63));
  }

  @Test
  void name_ofSixtyFourCharacters_stays_andALongerOneIsCut() {
    String fits = "x".repeat(64);
    String longer = "x".repeat(65);
    ToolNaming naming = naming(true, fits, longer);

    assertThat(naming.toBedrock(fits)).isEqualTo(fits);
    assertThat(naming.toBedrock(longer)).hasSize(64).matches("x{55}_[0-9a-f]{8}");
    assertThat(naming.renamed()).containsOnly(Map.entry(naming.toBedrock(longer), longer));
  }

  @Test
  void name_thatNobodyKnows_staysAsItIs() {
    assertThat(naming(true, "a").toBedrock("b c")).isEqualTo("b c");
  }

  @Test
  void emptyName_isATool() {
    assertThat(naming(true, "").toBedrock("")).isEqualTo("tool");
  }

  @Test
  void names_ofEqualHash_stayApart() {
    // "Aa" and "BB" have the same hash code, and so have texts that differ only in them.
    assertApart(
        naming(true, "Aa".repeat(40), "BB".repeat(40)), Set.of("Aa".repeat(40), "BB".repeat(40)));
    ToolNaming three = naming(true, "Aä Aa", "Aä BB", "A_ Aa", "A__Aa", "A__BB");
    assertThat(three.renamed()).hasSize(3);
  }

  @Test
  void freeName_isTheWishItself_ifNoToolHasIt() {
    assertThat(naming(true, "a").free("answer")).isEqualTo("answer");
    assertThat(naming(true, "answer").free("answer")).isEqualTo("answer_abca3fbe");
  }

  @Tag("slow")
  @Test
  void names_thatCollide_takeTimeInProportionToTheirNumber() {
    Growth.assertLinear(100, size -> assertApart(ToolNaming.of(dots(size), true), dots(size)));
    Growth.assertLinear(100, size -> ToolNaming.of(sameHash(size), true));
    assertApart(ToolNaming.of(sameHash(2_000), true), sameHash(2_000));
  }

  /** Names whose counted forms are taken by others already. */
  @Test
  void counts_thatAreTaken_arePassedOverOnce() {
    Set<String> names = new LinkedHashSet<>(List.of("a_b"));
    for (int i = 1; i <= 100; i++) {
      names.add("a_b_" + i);
    }
    String hashed = naming(true, "a_b", "a.b").toBedrock("a.b");
    names.add(hashed);
    names.add("a.b");

    assertThat(ToolNaming.of(names, true).toBedrock("a.b")).isEqualTo("a_b_101");
  }

  /** Names of nothing but dots and blanks, all of which become the same. */
  private static Set<String> dots(int size) {
    Set<String> names = new LinkedHashSet<>();
    for (int i = 0; i < size; i++) {
      names.add(
          String.format("%16s", Integer.toBinaryString(i)).replace('0', '.').replace('1', ':'));
    }
    return names;
  }

  /** Different long names that fit alike and have the same hash code. */
  private static Set<String> sameHash(int size) {
    List<String> parts = new ArrayList<>(List.of("."));
    while (parts.size() < size) {
      List<String> longer = new ArrayList<>();
      for (String part : parts) {
        longer.add(part + "Aa");
        longer.add(part + "BB");
      }
      parts = longer;
    }
    String head = "x".repeat(80);
    return parts.stream()
        .limit(size)
        .map(part -> head + part)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static ToolNaming naming(boolean hyphens, String... names) {
    return ToolNaming.of(new LinkedHashSet<>(Arrays.asList(names)), hyphens);
  }

  private static void assertApart(ToolNaming naming, Set<String> names) {
    assertThat(names.stream().map(naming::toBedrock).collect(Collectors.toSet()))
        .hasSameSizeAs(names)
        .allMatch(name -> name.length() <= 64);
  }
}
