package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of settings is the one that the server reads. */
class DocumentedSettingsTest {

  @Test
  void readme_hasEverySettingInItsRow() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    List<String> rows =
        readme
            .substring(readme.indexOf("<!-- settings -->"), readme.indexOf("<!-- /settings -->"))
            .lines()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(Key.ALL.stream().map(DocumentedSettingsTest::row).toList());
  }

  private static String row(Key<?> key) {
    String variables =
        key.variables().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    String fallback = key.equals(Key.IO_THREADS) ? "half the cores" : key.fallback();
    return "| %s | `%s` | %s | %s |".formatted(variables, key.name(), fallback, key.meaning());
  }
}
