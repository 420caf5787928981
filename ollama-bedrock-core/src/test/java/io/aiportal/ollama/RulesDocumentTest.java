package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the lists of Bedrock's rules and of threats name as their homes and proofs is there. */
@Tag("slow")
class RulesDocumentTest {

  private static final Path RULES = Path.of("../docs/bedrock-rules.md");
  private static final Path THREATS = Path.of("../docs/security.md");
  private static final List<String> MODULES =
      List.of("../ollama-bedrock-core", "../ollama-bedrock-server", "../aiportal-testkit");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  /** A class, perhaps with its package, and perhaps a member of it. */
  private static final Pattern PLACE =
      Pattern.compile("((?:[a-z]\\w*\\.)*)([A-Z]\\w*[a-z]\\w*)(?:\\.(\\w+))?");

  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void findFiles() throws IOException {
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(Path.of(module, "src"))) {
        files.filter(Files::isRegularFile).forEach(FILES::add);
      }
    }
  }

  /** What stands as code behind the rule itself, in every row of every table. */
  static Stream<String> places() throws IOException {
    List<String> places = new ArrayList<>();
    List<String> all = new ArrayList<>(rows(RULES));
    all.addAll(rows(THREATS));
    for (String row : all) {
      String[] cells = row.split("\\|", -1);
      for (int i = 3; i < cells.length; i++) {
        Matcher code = CODE.matcher(cells[i]);
        while (code.find()) {
          places.add(code.group(1));
        }
      }
    }
    return places.stream().distinct();
  }

  private static List<String> rows(Path document) throws IOException {
    return Files.readAllLines(document).stream().filter(line -> line.startsWith("| ")).toList();
  }

  @ParameterizedTest
  @MethodSource("places")
  void place_isThere(String place) {
    if (place.startsWith("golden/")) {
      PathMatcher golden =
          FileSystems.getDefault().getPathMatcher("glob:**/test/resources/" + place + "/**");
      assertThat(FILES.stream().anyMatch(golden::matches)).as("%s is there", place).isTrue();
      return;
    }
    Matcher parts = PLACE.matcher(place);
    if (parts.matches()) {
      String file = parts.group(1).replace('.', '/') + parts.group(2) + ".java";
      String member = parts.group(3) == null ? "" : parts.group(3);
      assertThat(
              FILES.stream().anyMatch(path -> path.endsWith(file) && text(path).contains(member)))
          .as("%s is in a file %s", member, file)
          .isTrue();
    }
  }

  @Test
  void rules_standInTheOrderOfTheirNumbers() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    for (String row : rows(RULES)) {
      Matcher number = Pattern.compile("\\| (\\d+)\\D.*").matcher(row);
      if (row.startsWith("| rule")) {
        break;
      }
      if (number.matches()) {
        numbers.add(Integer.parseInt(number.group(1)));
      }
    }
    assertThat(numbers).hasSizeGreaterThan(30).isSorted();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(file.toString(), e);
    }
  }
}
