package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever {@code docs/compatibility.md} says to hold a row of the API is a test that exists. */
class CompatibilityTableTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern HOLDER = Pattern.compile("`([A-Z]\\w+)#(\\w+)`");
  private static final String TABLES = "## Row by row";

  @Test
  void everyHolder_isATest() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    Matcher holders = HOLDER.matcher(tables());
    int count = 0;
    while (holders.find()) {
      count++;
      String source = sources.getOrDefault(holders.group(1), "");
      String method = "(void|Stream<DynamicTest>) " + holders.group(2) + "\\(";
      if (!Pattern.compile(method).matcher(source).find()) {
        missing.add(holders.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(count).isGreaterThan(100);
  }

  @Test
  void everyRow_hasAHolder() throws IOException {
    assertThat(tables().lines().filter(line -> line.startsWith("| ")))
        .filteredOn(line -> !line.startsWith("| row ") && !HOLDER.matcher(line).find())
        .isEmpty();
  }

  @Test
  void everyQuirk_hasARow() throws IOException {
    String quirks = tables().split("### Quirks\n")[1].split("\n### ")[0];
    List<String> numbers =
        Pattern.compile("(?m)^\\| (\\d+)\\. ")
            .matcher(quirks)
            .results()
            .map(row -> row.group(1))
            .toList();
    assertThat(numbers)
        .isEqualTo(IntStream.rangeClosed(1, 24).mapToObj(Integer::toString).toList());
  }

  private static String tables() throws IOException {
    String document = Files.readString(ROOT.resolve("docs/compatibility.md"));
    assertThat(document).contains(TABLES);
    return document.substring(document.indexOf(TABLES));
  }

  /** The sources of all tests, and of the contracts, by the name of their class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String folder :
        List.of(
            "ollama-bedrock-core/src/test/java",
            "ollama-bedrock-server/src/test/java",
            "aiportal-testkit/src/test/java",
            "aiportal-testkit/src/main/java/io/aiportal/testkit/contract")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.merge(name, Files.readString(file), (one, other) -> one + other);
        }
      }
    }
    return sources;
  }
}
