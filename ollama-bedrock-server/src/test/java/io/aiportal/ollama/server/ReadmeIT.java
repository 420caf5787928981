package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README is true: its settings are the settings, and its example compiles and answers. */
class ReadmeIT {

  private static final Path README = Path.of("../README.md");
  private static final Path EXAMPLE =
      Path.of("src/test/java/io/aiportal/ollama/server/ReadmeExample.java");
  private static final boolean UPDATE = System.getProperty("readme.update") != null;

  @Test
  void settings_areThoseOfTheProgram() throws IOException {
    compare("settings", "\n" + settings() + "\n");
  }

  @Test
  void example_isTheCompiledOne() throws IOException {
    compare("example", "\n```java\n" + example() + "```\n");
  }

  @Test
  void example_answers() {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (BedrockSimulator bedrock = BedrockSimulator.start()) {
      Map.of(
              "aws.region", bedrock.region(),
              "aws.accessKeyId", AccessKey.DEFAULT.id(),
              "aws.secretAccessKey", AccessKey.DEFAULT.secret(),
              "aws.endpointUrlBedrockRuntime", bedrock.endpoint().toString())
          .forEach(System::setProperty);
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      ReadmeExample.run();
    } finally {
      System.setOut(console);
      System.clearProperty("aws.endpointUrlBedrockRuntime");
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith("The sky is blue");
  }

  private static String settings() {
    return Key.ALL.stream()
        .map(ReadmeIT::row)
        .collect(
            Collectors.joining(
                "", "| variable | in the file | default | |\n|---|---|---|---|\n", ""));
  }

  private static String row(Key<?> key) {
    String variables =
        key.variables().stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
    String fallback = key.name().equals("io_threads") ? "half the cores" : key.fallback();
    return "| %s | `%s` | %s | %s |%n"
        .formatted(variables, key.name(), fallback, key.meaning())
        .replace("\r", "");
  }

  private static String example() throws IOException {
    String source = Files.readString(EXAMPLE);
    int from = source.indexOf("// example {\n") + "// example {\n".length();
    return source.substring(from, source.indexOf("    // }\n", from)).stripIndent();
  }

  private static void compare(String part, String expected) throws IOException {
    String readme = Files.readString(README);
    String begin = "<!-- " + part + " -->";
    int from = readme.indexOf(begin) + begin.length();
    int to = readme.indexOf("<!-- /" + part + " -->", from);
    if (UPDATE) {
      Files.writeString(README, readme.substring(0, from) + expected + readme.substring(to));
      return;
    }
    assertThat(readme.substring(from, to))
        .as("run with -Dreadme.update to rewrite this part of the README")
        .isEqualTo(expected);
  }
}
