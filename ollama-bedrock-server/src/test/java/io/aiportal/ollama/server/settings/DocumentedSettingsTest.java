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
    List<String> rows =
        Files.readAllLines(Path.of("README.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows).containsExactlyElementsOf(Key.ALL.stream().map(this::row).toList());
  }

  private String row(Key<?> key) {
    String variables =
        key.variables().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s |".formatted(key.name(), variables, fallback(key), key.meaning());
  }

  private static String fallback(Key<?> key) {
    if (key.equals(Key.IO_THREADS)) {
      return "half of the cores";
    }
    return key.fallback().isEmpty() ? "" : "`" + key.fallback() + "`";
  }
}
