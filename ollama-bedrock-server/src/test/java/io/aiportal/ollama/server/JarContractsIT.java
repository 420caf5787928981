package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The built jar, as a program of its own, keeps all three contracts. */
class JarContractsIT {

  @TempDir private static Path folder;

  private static BedrockSimulator bedrock;
  private static Process program;
  private static URI address;
  private static CompletableFuture<List<String>> log;
  private static CompletableFuture<List<String>> errors;

  @BeforeAll
  static void start() throws IOException {
    bedrock = BedrockSimulator.builder().noAuth().start();
    Map<String, String> environment = new HashMap<>(Program.inFrontOf(bedrock));
    environment.put("GATEWAY_STATE_DIR", folder.resolve("state").toString());
    program = Program.start(folder, List.of("-XX:+UseSerialGC"), environment);
    address = Program.address(program);
    // Or it would wait for somebody to read its log.
    log = CompletableFuture.supplyAsync(() -> program.inputReader().lines().toList());
    errors = CompletableFuture.supplyAsync(() -> program.errorReader().lines().toList());
  }

  @AfterAll
  static void stop() throws Exception {
    program.toHandle().destroy();
    assertThat(program.waitFor()).isZero();
    bedrock.close();
    assertThat(log.get()).isNotEmpty();
    assertThat(errors.get()).isEmpty();
  }

  @Nested
  class OfOllama implements GatewayContracts.Ollama {

    @Override
    public URI server() {
      return address;
    }
  }

  @Nested
  class OfOpenAi implements GatewayContracts.OpenAi {

    @Override
    public URI server() {
      return address;
    }
  }

  @Nested
  class OfAnthropic implements GatewayContracts.Anthropic {

    @Override
    public URI server() {
      return address;
    }
  }
}
