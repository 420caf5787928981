package io.aiportal.ollama.server.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.junit.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script that makes images says in a sentence what it cannot do, and what to do about that. */
@Needs(
    value = "Bash",
    check = {"bash", "--version"})
class ImagesIT {

  /** As much of Docker as the script calls before it makes an image. */
  private static final String WORKS = "[[ $1 != image ]] || [[ $3 == *-pulled ]]";

  private record Outcome(int status, String output) {}

  @TempDir private Path bin;

  private void docker(String script) throws IOException {
    program("docker", script);
  }

  private void program(String name, String script) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/usr/bin/env bash\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome build(String... arguments) throws Exception {
    return run(bin + ":" + System.getenv("PATH"), arguments);
  }

  private static Outcome run(String path, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("../images/build"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", path);
    builder.environment().put("DOCKER_HOST", "unix:///nonexistent.sock");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private static Outcome refusal(String sentence) {
    return new Outcome(2, "images/build: " + sentence + "\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          doors   | there is no image doors; there are open-webui postgres directory openid aws valkey gateway simulator.
          --doors | there is no option --doors; see --help.
          """)
  void whatIsNotThere_isRefused(String argument, String sentence) throws Exception {
    docker("true");
    assertThat(build(argument)).isEqualTo(refusal(sentence));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Cannot connect to the Docker daemon at unix:///nonexistent.sock. | Docker does not answer at unix:///nonexistent.sock; start it (systemctl start docker, or dockerd as root).
          permission denied while trying to connect to the Docker daemon socket | Docker refused this user; add the user to the group docker, or call this as root.
          """)
  void engine_thatCannotBeUsed(String answer, String sentence) throws Exception {
    docker("echo '" + answer + "' >&2; exit 1");
    assertThat(build("postgres")).isEqualTo(refusal(sentence));
  }

  @Test
  void docker_thatIsNotInstalled() throws Exception {
    for (String tool : List.of("dirname", "readlink", "mktemp", "rm")) {
      program(tool, "exec " + path(tool) + " \"$@\"");
    }
    Files.createSymbolicLink(bin.resolve("bash"), path("bash"));
    assertThat(run(bin.toString(), "postgres"))
        .isEqualTo(
            refusal("there is no docker; install Docker (on Debian: apt-get install docker.io)."));
  }

  private static Path path(String name) {
    return List.of("/bin", "/usr/bin", "/usr/local/bin").stream()
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          failed to copy files: write /usr/bin/x: no space left on device | making the image postgres failed, as the disk is full; make room, for example with docker system prune.
          Temporary failure resolving 'deb.debian.org' | making the image postgres failed, as a registry of packages was not reached; is there a way to the network from inside of containers?
          The command returned a non-zero code: 1 | making the image postgres failed; its last words are above.
          """)
  void image_thatCannotBeMade(String words, String sentence) throws Exception {
    docker(WORKS + " && { [[ $1 != build ]] || { echo \"" + words + "\"; exit 1; }; }");
    Outcome outcome = build("postgres");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output()).startsWith(words).endsWith("images/build: " + sentence + "\n");
  }

  @Test
  void image_thatIsMissing_isNamed() throws Exception {
    docker(WORKS);
    Outcome outcome = build("--check");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.output())
        .matches(
            "images/build: the image aiportal/open-webui:[0-9a-f]{12} is not there; make it with"
                + " images/build\\.\n");
  }

  @Test
  void help_namesEveryImage() throws Exception {
    Outcome help = build("--help");
    assertThat(help.status()).isZero();
    assertThat(help.output())
        .contains("open-webui postgres directory openid aws valkey gateway simulator");
  }
}
