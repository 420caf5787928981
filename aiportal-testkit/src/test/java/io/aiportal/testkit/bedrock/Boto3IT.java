package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.junit.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** AWS's SDK for Python takes the simulator for Bedrock. */
@Needs(
    value = "python3 with venv",
    check = {"python3", "-c", "import venv, ensurepip"})
@Timeout(value = 10, unit = TimeUnit.MINUTES) // pip may have to fetch boto3
class Boto3IT {

  private static final Path SCRIPT = Path.of("src", "test", "python", "boto3_check.py");
  private static final Path OWN_PYTHON = Path.of("target", "boto3-venv");

  @Test
  void boto3_takesTheSimulatorForBedrock() throws Exception {
    String python = pythonWithBoto3();
    try (BedrockSimulator simulator =
        BedrockSimulator.builder().role("arn:aws:iam::210987654321:role/pool", "agreed").start()) {
      Run run =
          run(
              python,
              SCRIPT.toString(),
              simulator.endpoint().toString(),
              AccessKey.DEFAULT.id(),
              AccessKey.DEFAULT.secret(),
              Authenticator.DEFAULT_BEARER_TOKEN);
      assertThat(run.status()).as(run.output()).isZero();
      assertThat(run.output()).contains("ok check_tampered_body", " checks passed with boto3 ");
      assertThat(simulator.report().requestCount()).isGreaterThan(10);
      assertThat(simulator.report().requests("AssumeRole")).hasSize(2);
    }
  }

  private static String pythonWithBoto3() throws Exception {
    if (canImportBoto3("python3")) {
      return "python3";
    }
    String own = OWN_PYTHON.resolve("bin/python").toString();
    if (!Files.exists(OWN_PYTHON) || !canImportBoto3(own)) {
      require(run("python3", "-m", "venv", OWN_PYTHON.toString()));
      require(run(own, "-m", "pip", "install", "--quiet", "boto3>=1.40"));
    }
    return own;
  }

  /** Bearer tokens need a boto3 of 2025-07 or later. */
  private static boolean canImportBoto3(String python) throws Exception {
    String check =
        "import boto3, sys; sys.exit(tuple(map(int, boto3.__version__.split('.')[:2])) < (1, 40))";
    return run(python, "-c", check).status() == 0;
  }

  private static void require(Run run) {
    if (run.status() != 0) {
      fail(
          "This test needs python3 with boto3 1.40 or later, and could not install it under"
              + " target/: "
              + run.output());
    }
  }

  private record Run(int status, String output) {}

  private static Run run(String... command) throws InterruptedException {
    Path output = Path.of("target", "boto3-it.log");
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Run(-1, "not done after 5 minutes: " + Files.readString(output));
      }
      return new Run(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      return new Run(-1, e.toString());
    }
  }
}
