package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import java.util.List;

/**
 * A tool that no model is told of: a provider's own servers run it, or its input is no JSON object.
 *
 * @param type its type, as the API has it
 * @param name what else tells it from others of its type; empty for nothing
 */
public record LeftOutTool(String type, String name) {

  /** What a caller is told of tools that were left out, a sentence each. */
  public static List<String> warnings(List<LeftOutTool> tools) {
    return tools.stream().map(LeftOutTool::warning).distinct().toList();
  }

  private String warning() {
    String what = "the tool " + GoQuote.quote(type);
    return what
        + (name.isEmpty() || name.equals(type) ? "" : " called " + GoQuote.quote(name))
        + " is left out: only functions of your own can be called here";
  }

  /** What a caller is told who wants such a tool to be called. */
  public static CallException refusal(String tool) {
    return CallException.badRequest(
        "tool_choice names the tool "
            + GoQuote.quote(tool)
            + ", which is left out: only functions of your own can be called here");
  }
}
