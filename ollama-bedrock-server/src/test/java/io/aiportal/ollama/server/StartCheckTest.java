package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A start and {@code --check-config} refuse the same settings, in the same words. */
class StartCheckTest {

  private static final String TOKEN = "AWS_BEARER_TOKEN_BEDROCK=k;";

  @TempDir private Path folder;

  private record Outcome(int status, String err) {}

  /** Runs a command line; {@code ~} in a value stands for the folder of the test. */
  private Outcome run(String variables, String... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_REGION", "eu-central-1");
    environment.put("OLLAMA_HOST", "127.0.0.1:0");
    for (String variable : variables.split(";")) {
      String[] pair = variable.strip().split("=", 2);
      environment.put(pair[0], pair[1].replace("~", folder.toString()));
    }
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        new ServerCommand(
                environment,
                OutputStream.nullOutputStream(),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .run(arguments);
    return new Outcome(status, err.toString(StandardCharsets.UTF_8).replace(folder + "", "~"));
  }

  private void assertBothRefuse(String variables, String sentence) {
    Outcome checked = run(variables, "--check-config");
    assertThat(checked.err()).contains(sentence).hasLineCount(1);
    assertThat(checked.status()).isEqualTo(2);
    assertThat(run(variables)).isEqualTo(checked);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AWS_REGION=London | AWS_REGION is 'London', but must be",
        "GATEWAY_RESIDENCY=us | GATEWAY_RESIDENCY (residency) cannot be kept",
        "GATEWAY_PROJECT=p; GATEWAY_TRANSPORT=sdk | GATEWAY_PROJECT (project) cannot be kept: calls to"
            + " https://bedrock-runtime.eu-central-1.amazonaws.com go through the AWS SDK, because of"
            + " GATEWAY_TRANSPORT (transport), and",
        "GATEWAY_PROJECT=p; HTTPS_PROXY=http://127.0.0.1:9 | go through the AWS SDK, because of the"
            + " proxy on the way, and",
        "GATEWAY_PROJECT=p; HTTP_PROXY=http://127.0.0.1:9; GATEWAY_CONFIG=~/pool.yaml | calls to"
            + " http://192.0.2.1 go through the AWS SDK",
        "OLLAMA_HOST=127.0.0.1:70000 | OLLAMA_HOST is",
        "OLLAMA_HOST=0.0.0.0:8000 | OLLAMA_HOST (listen) is 0.0.0.0:8000, where other machines could"
            + " call without a key; set GATEWAY_KEY (key), or",
        "OLLAMA_HOST=192.0.2.1:8000; GATEWAY_ALLOW_ANONYMOUS=true | Cannot listen on 192.0.2.1 port 8000",
        "GATEWAY_STATE_DIR=~/file | GATEWAY_STATE_DIR (state_dir) names the folder ~/file, which",
        "GATEWAY_STATE_DIR=~/file/state | GATEWAY_STATE_DIR (state_dir) names the folder",
        "GATEWAY_STATE_DIR=/proc/state | GATEWAY_STATE_DIR (state_dir) names the folder",
        "GATEWAY_STATE_DIR=~/damaged | ~/damaged/models.json is damaged",
        "GATEWAY_STATE_DIR=~/folders | GATEWAY_STATE_DIR (state_dir) names the folder ~/folders",
        "GATEWAY_REASONING_IN_IDS=true | GATEWAY_REASONING_IN_IDS (reasoning_in_ids) needs a secret",
        "GATEWAY_REASONING_IN_IDS=true; GATEWAY_STATE_DIR=~/secrets | GATEWAY_STATE_DIR",
        "GATEWAY_SECRET=short | GATEWAY_SECRET (secret) is too short",
        "GATEWAY_CONFIG=~/none.yaml | The configuration file ~/none.yaml does not exist",
        "GATEWAY_CONFIG=~ | The configuration file ~ is a folder",
      })
  void badSettings(String variables, String sentence) throws IOException {
    Files.createFile(folder.resolve("file"));
    Files.writeString(
        folder.resolve("pool.yaml"),
        "pool: [{region: eu-west-1, runtime_endpoint: 'http://192.0.2.1'}]");
    Files.writeString(Files.createDirectory(folder.resolve("damaged")).resolve("models.json"), "{");
    Files.createDirectories(folder.resolve("folders/models.json"));
    Files.createDirectories(folder.resolve("secrets/secret"));
    assertBothRefuse(variables, sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME, AWS_ENDPOINT_URL_BEDROCK_RUNTIME (runtime_endpoint)",
    "AWS_ENDPOINT_URL_BEDROCK, AWS_ENDPOINT_URL_BEDROCK (control_endpoint)",
    "AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_BEDROCK_RUNTIME (runtime_endpoint)",
  })
  void keyInTheClear(String variable, String named) {
    assertBothRefuse(
        TOKEN + variable + "=http://bedrock.example",
        named + " is http://bedrock.example, and a Bedrock API key is sent over https:// only");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "a: [ | is not valid YAML",
        "colour: blue | ~/gateway.yaml has the unknown key 'colour'",
        "pool: [{region: us-east-1}] | The place 'us-east-1' of 'pool' in ~/gateway.yaml is in",
        "pool: [{region: eu-west-1, runtime_endpoint: 'http://b.example'}] | runtime_endpoint of"
            + " the place 'eu-west-1' of 'pool' in ~/gateway.yaml is http://b.example, and a",
        "pool: [{region: eu-west-1, control_endpoint: 'http://b.example'}] | control_endpoint of",
        "pool: [{role: 'arn:aws:iam::123456789012:role/r'}] | of 'pool' in ~/gateway.yaml has a"
            + " role, and AWS_BEARER_TOKEN_BEDROCK (bearer_token) signs for no role",
        "models: {nova-lite: {wings: 2}} | In 'models' in ~/gateway.yaml, the model \"nova-lite\":"
            + " unknown trait of a model: \"wings\"",
        "models: {nova-lite: {max_tokens: many}} | the trait \"max_tokens\" is a whole number",
        "models: {nova-lite: {max_tokens: 0}} | the traits max_tokens make no sense",
        "models: {nova-lite: {limits: {default_max_tokens: x}}} | \"limits.default_max_tokens\" is",
        "models: {nova-lite: {limits: {deflt: 5}}} | limits has context_length,"
            + " context_assumed, max_output_tokens, default_max_tokens, output_burndown",
        "models: {nova-lite: {service_tier: best}} | the trait \"service_tier\" is one of",
        "models: {nova-lite: {fallback: no-such-model}} | In 'models' in ~/gateway.yaml, the"
            + " fallback 'no-such-model' of 'nova-lite' is no model that is known here",
        "models: {a: b, b: a} | stands for itself in the end",
      })
  void badFile(String yaml, String sentence) throws IOException {
    Files.writeString(folder.resolve("gateway.yaml"), yaml);
    assertBothRefuse(TOKEN + "GATEWAY_CONFIG=~/gateway.yaml", sentence);
  }

  @Test
  void badRegionOfTheFile() throws IOException {
    Files.writeString(folder.resolve("gateway.yaml"), "region: London");
    assertBothRefuse(
        "AWS_REGION=;GATEWAY_CONFIG=~/gateway.yaml",
        "'region' in ~/gateway.yaml is 'London', but must be");
  }

  @Test
  void portInUse_isRefusedByTheStartAlone_forTheServerThatRunsHasIt() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String settings = "OLLAMA_HOST=127.0.0.1:" + taken.getLocalPort();
      assertThat(run(settings, "--check-config")).isEqualTo(new Outcome(0, ""));
      Outcome start = run(settings);
      assertThat(start.status()).isNotZero();
      assertThat(start.err())
          .contains("already in use); stop what listens there, or set OLLAMA_HOST (listen)");
    }
  }

  @Test
  void goodSettings_areTaken_andLeaveNothingBehind() throws IOException {
    Files.createDirectory(folder.resolve("there"));
    assertThat(run("GATEWAY_STATE_DIR=~/a/b", "--check-config")).isEqualTo(new Outcome(0, ""));
    assertThat(run("GATEWAY_STATE_DIR=~/there", "--check-config")).isEqualTo(new Outcome(0, ""));
    assertThat(folder).isDirectoryContaining("glob:**/there");
    assertThat(folder.resolve("there")).isEmptyDirectory();
    assertThat(folder.resolve("a")).doesNotExist();
    Map<String, String> environment =
        Map.of(
            "AWS_REGION",
            "eu-central-1",
            "OLLAMA_HOST",
            "127.0.0.1:0",
            "AWS_ENDPOINT_URL",
            "http://127.0.0.1:9",
            "AWS_BEARER_TOKEN_BEDROCK",
            "k",
            "GATEWAY_STATE_DIR",
            folder.resolve("a/b").toString());
    StartCheck.check(Settings.read(environment, null));
    Gateway.start(Settings.read(environment, null), OutputStream.nullOutputStream()).close();
    assertThat(folder.resolve("a/b")).isDirectory();
  }
}
