package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.junit.Needs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that makes images says in a sentence what it cannot do. */
@Tag("docker")
@Needs(
    value = "Docker's client",
    check = {"docker", "--version"})
class ImagesIT {

  private record Outcome(int status, String output) {}

  private static Outcome build(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("../images/build"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("DOCKER_HOST", "unix:///nonexistent.sock");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doors   | there is no image doors; there are open-webui postgres directory openid aws gateway simulator.
          --doors | there is no option --doors; see --help.
          gateway | Docker does not answer at unix:///nonexistent.sock; start it (systemctl start docker, or dockerd as root).
          """)
  void whatCannotBeDone_isToldInASentence(String argument, String sentence) throws Exception {
    assertThat(build(argument)).isEqualTo(new Outcome(2, "images/build: " + sentence + "\n"));
  }

  @Test
  void help_namesEveryImage() throws Exception {
    Outcome help = build("--help");
    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains("open-webui postgres directory openid aws gateway simulator");
  }
}
