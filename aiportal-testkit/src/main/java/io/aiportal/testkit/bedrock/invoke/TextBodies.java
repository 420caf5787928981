package io.aiportal.testkit.bedrock.invoke;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** Which models are asked in which body. */
final class TextBodies {

  private static final List<Row> ROWS =
      List.of(
          row("anthropic\\.claude-.*", (model, body) -> new AnthropicMessages(model)),
          row("amazon\\.nova-.*", (model, body) -> new NovaMessages()),
          row("amazon\\.titan-(text|tg1)-.*", (model, body) -> new TitanText()),
          row("meta\\.llama.*", (model, body) -> new LlamaPrompt()),
          row("mistral\\.(mistral-7b|mixtral)-.*", (model, body) -> new MistralPrompt()),
          row("mistral\\.mistral-(large|small)-24.*", TextBodies::mistral),
          row("cohere\\.command-r-.*", (model, body) -> new CommandChat()),
          row("cohere\\.command-.*", (model, body) -> new CommandPrompt(body)),
          row("deepseek\\.r1-.*", (model, body) -> new DeepSeekPrompt()),
          row(
              "(openai\\.gpt-oss|ai21\\.jamba|qwen\\.|deepseek\\.v3|mistral\\.|moonshot|minimax\\."
                  + "|zai\\.|google\\.gemma|nvidia\\.|writer\\.palmyra-x).*",
              (model, body) -> new ChatCompletions(model)));

  private TextBodies() {}

  /** The body of a model's family; empty for families of which the simulator knows none. */
  static Optional<TextBody> of(String modelId, JsonNode body) {
    return ROWS.stream()
        .filter(row -> row.ids().matcher(modelId).matches())
        .findFirst()
        .map(row -> row.body().apply(modelId, body));
  }

  /** Mistral's older models take a prompt or messages. */
  private static TextBody mistral(String model, JsonNode body) {
    return body.has("messages") ? new MistralChat(model) : new MistralPrompt();
  }

  private static Row row(String ids, BiFunction<String, JsonNode, TextBody> body) {
    return new Row(Pattern.compile(ids), body);
  }

  /** Models, and what makes their body of a model and what it is asked. */
  private record Row(Pattern ids, BiFunction<String, JsonNode, TextBody> body) {}
}
