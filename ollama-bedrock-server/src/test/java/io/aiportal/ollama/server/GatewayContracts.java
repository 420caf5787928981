package io.aiportal.ollama.server;

import io.aiportal.testkit.contract.AnthropicContract;
import io.aiportal.testkit.contract.OllamaContract;
import io.aiportal.testkit.contract.OpenAiContract;
import java.util.Optional;

/** Which models the contracts are tried with where a gateway stands before a simulated Bedrock. */
final class GatewayContracts {

  private static final Optional<String> EMBEDDING = Optional.of("titan-embed-text-v2");
  private static final Optional<String> THINKING = Optional.of("claude-sonnet-4.5");
  private static final Optional<String> VISION = Optional.of("claude-haiku-4.5");
  private static final Optional<String> BREAKING =
      Optional.of("simulator.internal-error-mid-stream");

  private GatewayContracts() {}

  /** Ollama's API. */
  interface Ollama extends OllamaContract {

    @Override
    default String model() {
      return "nova-lite";
    }

    @Override
    default Optional<String> embeddingModel() {
      return EMBEDDING;
    }

    @Override
    default Optional<String> thinkingModel() {
      return THINKING;
    }

    @Override
    default Optional<String> visionModel() {
      return VISION;
    }

    @Override
    default Optional<String> breakingModel() {
      return BREAKING;
    }
  }

  /** OpenAI's API. */
  interface OpenAi extends OpenAiContract {

    @Override
    default String model() {
      return "nova-lite";
    }

    @Override
    default Optional<String> embeddingModel() {
      return EMBEDDING;
    }

    @Override
    default Optional<String> thinkingModel() {
      return THINKING;
    }

    @Override
    default Optional<String> visionModel() {
      return VISION;
    }

    @Override
    default Optional<String> breakingModel() {
      return BREAKING;
    }
  }

  /** Anthropic's API. */
  interface Anthropic extends AnthropicContract {

    @Override
    default String model() {
      return "claude-haiku-4.5";
    }

    @Override
    default Optional<String> thinkingModel() {
      return THINKING;
    }

    @Override
    default Optional<String> visionModel() {
      return VISION;
    }

    @Override
    default Optional<String> breakingModel() {
      return BREAKING;
    }
  }
}
