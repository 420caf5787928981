package io.aiportal.testkit.bedrock.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each of Bedrock's rules has a row for the translator and one for the simulator. */
class RuleTablesTest {

  private static final Path RULES = Path.of("../docs/bedrock-rules.md");
  private static final String SIMULATOR = "## What the simulator refuses";
  private static final int LAST_RULE = 54;
  private static final Pattern ROW = Pattern.compile("\\| (\\d[\\d, –]*) \\|.*");
  private static final Pattern TEST =
      Pattern.compile("`(?:([A-Z]\\w*(?:Test|IT)))?(?:\\.(\\w+))?`");

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyRule_hasARow(boolean ofTheSimulator) throws IOException {
    Set<Integer> numbers = new TreeSet<>();
    for (String row : rows(ofTheSimulator)) {
      Matcher numbered = ROW.matcher(row);
      if (numbered.matches()) {
        for (String part : numbered.group(1).split(", ")) {
          String[] ends = part.split("–");
          int first = Integer.parseInt(ends[0]);
          int last = Integer.parseInt(ends[ends.length - 1]);
          IntStream.rangeClosed(first, last).forEach(numbers::add);
        }
      }
    }

    assertThat(numbers)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, LAST_RULE).boxed().toList());
  }

  /** A test that is named by its method alone is one of the class before it. */
  @Test
  void everyTestThatIsNamed_isThere() throws IOException {
    List<Path> files = testFiles();
    List<String> rows = new ArrayList<>(rows(false));
    rows.addAll(rows(true));
    int named = 0;
    for (String row : rows) {
      String[] cells = row.split("\\|", -1);
      Matcher test = TEST.matcher(cells[cells.length - 2]);
      String source = "";
      while (test.find()) {
        named++;
        if (test.group(1) != null) {
          source = source(files, test.group(1));
        }
        assertThat(source).as("%s", test.group()).isNotEmpty();
        if (test.group(2) != null) {
          assertThat(source).as("%s", test.group()).containsPattern("\\s" + test.group(2) + "\\(");
        }
      }
    }

    assertThat(named).isGreaterThan(100);
  }

  private static List<String> rows(boolean ofTheSimulator) throws IOException {
    String[] tables = Files.readString(RULES).split(SIMULATOR);
    return tables[ofTheSimulator ? 1 : 0].lines().filter(line -> line.startsWith("| ")).toList();
  }

  private static List<Path> testFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module :
        List.of("ollama-bedrock-core", "ollama-bedrock-server", "aiportal-testkit")) {
      try (Stream<Path> found = Files.walk(Path.of("..", module, "src", "test", "java"))) {
        found.filter(Files::isRegularFile).forEach(files::add);
      }
    }
    return files;
  }

  /** Of all classes of that name; empty if there is none. */
  private static String source(List<Path> files, String name) throws IOException {
    StringBuilder source = new StringBuilder();
    for (Path file : files) {
      if (file.endsWith(name + ".java")) {
        source.append(Files.readString(file));
      }
    }
    return source.toString();
  }
}
