package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ToolDefinition;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelTraits;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Plans calls for models of the built-in catalogue. */
final class Plans {

  static final String SONNET = "claude-sonnet-4.5";
  static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static final ModelCatalogue MODELS = ModelCatalogue.builtIn("us-east-1");

  private Plans() {}

  static Model model(String name) {
    return MODELS.resolve(name).orThrow();
  }

  /** A model that differs from the one of the catalogue in some traits. */
  static Model model(String name, UnaryOperator<ModelTraits.Builder> change) {
    Model model = model(name);
    return new Model(
        model.name(),
        model.modelId(),
        model.baseModelId(),
        model.displayName(),
        model.provider(),
        model.family(),
        change.apply(model.traits().toBuilder()).build());
  }

  /** A call of nobody in particular. */
  static ChatCall.Builder call(Turn... turns) {
    return ChatCall.builder("m").turns(List.of(turns));
  }

  static Plan plan(String model, Turn... turns) {
    return plan(model, call(turns));
  }

  static Plan plan(String model, ChatCall.Builder call) {
    return Planner.plan(call.build(), model(model));
  }

  /** The content of a message of a plan. */
  static List<ContentBlock> content(Plan plan, int message) {
    return plan.request().messages().get(message).content();
  }

  static ContentBlock.Text text(String text) {
    return new ContentBlock.Text(text);
  }

  /** A tool without arguments. */
  static ToolDefinition tool(String name) {
    return new ToolDefinition(name, null, null, null, null);
  }

  /** The assistant calls a tool. */
  static io.aiportal.ollama.chat.ChatContent.ToolUse use(String id, String name) {
    return new io.aiportal.ollama.chat.ChatContent.ToolUse(id, name, Map.of());
  }

  /** A tool's result of one text. */
  static io.aiportal.ollama.chat.ChatContent.ToolResult result(String id, String text) {
    return new io.aiportal.ollama.chat.ChatContent.ToolResult(
        id, null, List.of(new io.aiportal.ollama.chat.ChatContent.Text(text)), null);
  }

  static void assertRefused(String model, ChatCall.Builder call, String sentence) {
    assertThatThrownBy(() -> plan(model, call))
        .isInstanceOfSatisfying(
            CallException.class, refused -> assertThat(refused.status()).isEqualTo(400))
        .hasMessageContaining(sentence);
  }
}
