package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of {@code /v1/chat/completions}, as far as it has an effect.
 *
 * @param model the model's name as the caller spells it; empty where he gives none
 * @param messages the conversation
 * @param tools the tools that the model may call
 * @param toolChoice whether and which tool must be called, as the caller writes it; null for no
 *     wish
 * @param parallelToolCalls whether several calls may stand in one answer; null for no wish
 * @param format what the answer must look like
 * @param effort how hard the model should think, in OpenAI's words; empty for no wish
 * @param limits when and how the answer ends, and how it is chosen
 * @param topLogprobs probabilities of tokens that are asked for: checked, and never given
 * @param renderOnly whether the caller only wants to see what the model would be asked
 * @param delivery whether and how the answer is streamed
 * @param leftOut what it asks for and does not get
 */
public record ChatCompletionRequest(
    String model,
    List<ChatMessage> messages,
    List<ToolDefinition> tools,
    @Nullable Object toolChoice,
    @Nullable Boolean parallelToolCalls,
    OutputFormat format,
    String effort,
    GenerationLimits limits,
    long topLogprobs,
    boolean renderOnly,
    Delivery delivery,
    LeftOut leftOut) {

  public ChatCompletionRequest {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
  }
}
