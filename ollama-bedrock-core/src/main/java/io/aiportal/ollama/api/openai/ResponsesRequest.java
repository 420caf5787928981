package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.ToolDefinition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of {@code /v1/responses}, as far as it has an effect.
 *
 * @param model the model's name as the caller spells it; empty where he gives none
 * @param instructions what the model is told before the conversation; empty for nothing
 * @param input the conversation: a text, or a list of items; null for none
 * @param tools the tools that the model may call
 * @param namespaces the namespaces that some of them stand in, by the tools' names, which begin
 *     with them
 * @param toolChoice whether and which tool must be called, as the caller writes it; null for no
 *     wish
 * @param parallelToolCalls whether several calls may stand in one answer; null for no wish
 * @param format what the answer must look like
 * @param thinking whether and how hard the model should think
 * @param limits how long the answer may be, and how it is chosen
 * @param stream whether the answer goes out in events, as it comes
 * @param echo what of the request its answer repeats, by the name that it has there
 * @param leftOut what it asks for and does not get
 */
public record ResponsesRequest(
    String model,
    String instructions,
    @Nullable Object input,
    List<ToolDefinition> tools,
    Map<String, String> namespaces,
    @Nullable Object toolChoice,
    @Nullable Boolean parallelToolCalls,
    OutputFormat format,
    ThinkingWish thinking,
    GenerationLimits limits,
    boolean stream,
    Map<String, @Nullable Object> echo,
    LeftOut leftOut) {

  public ResponsesRequest {
    tools = List.copyOf(tools);
    namespaces = Map.copyOf(namespaces);
  }
}
