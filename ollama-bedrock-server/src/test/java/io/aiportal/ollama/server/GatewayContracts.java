package io.aiportal.ollama.server;

import io.aiportal.testkit.contract.AnthropicContract;
import io.aiportal.testkit.contract.OllamaContract;
import io.aiportal.testkit.contract.OpenAiContract;
import io.aiportal.testkit.contract.ServerUnderTest;
import java.util.Optional;

/** Which models the contracts are tried with where a gateway stands before a simulated Bedrock. */
final class GatewayContracts {

  private static final Optional<String> EMBEDDING = Optional.of("titan-embed-text-v2");

  private GatewayContracts() {}

  /** Models that every API has. */
  private interface Models extends ServerUnderTest {

    @Override
    default String model() {
      return "nova-lite";
    }

    @Override
    default Optional<String> thinkingModel() {
      return Optional.of("claude-sonnet-4.5");
    }

    @Override
    default Optional<String> visionModel() {
      return Optional.of("claude-haiku-4.5");
    }

    @Override
    default Optional<String> breakingModel() {
      return Optional.of("simulator.internal-error-mid-stream");
    }
  }

  /** Ollama's API. */
  interface Ollama extends OllamaContract, Models {

    @Override
    default Optional<String> embeddingModel() {
      return EMBEDDING;
    }
  }

  /** OpenAI's API. */
  interface OpenAi extends OpenAiContract, Models {

    @Override
    default Optional<String> embeddingModel() {
      return EMBEDDING;
    }
  }

  /** Anthropic's API. */
  interface Anthropic extends AnthropicContract, Models {

    @Override
    default String model() {
      return "claude-haiku-4.5";
    }
  }
}
