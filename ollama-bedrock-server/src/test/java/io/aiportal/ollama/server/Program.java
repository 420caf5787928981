package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The built jar, started as its users start it. */
final class Program {

  private static final String READY = "Listening on http://";

  private Program() {}

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      List<Path> jars =
          files
              .filter(
                  file -> file.getFileName().toString().matches("ollama-bedrock-server-.*\\.jar"))
              .toList();
      assertThat(jars).hasSize(1);
      return jars.get(0);
    }
  }

  /** Starts it with this environment, and nothing of ours that it could read. */
  static Process start(
      Path home, List<String> jvmOptions, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmOptions);
    command.addAll(List.of("-jar", jar().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.matches("(AWS|OLLAMA|GATEWAY)_.*"));
    builder.environment().put("HOME", home.toString());
    builder.environment().put("AWS_CONFIG_FILE", home.resolve("config").toString());
    builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** What it has to be told to call this simulator. */
  static Map<String, String> inFrontOf(BedrockSimulator bedrock) {
    return Map.of(
        "AWS_REGION", bedrock.region(),
        "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY", "secret",
        "AWS_ENDPOINT_URL", bedrock.endpoint().toString(),
        "OLLAMA_HOST", "127.0.0.1:0");
  }

  /** Where it listens that was just started. */
  static URI address(Process process) throws IOException {
    String ready = process.errorReader().readLine();
    assertThat(ready).startsWith(READY);
    return URI.create(ready.substring(ready.indexOf("http")));
  }
}
