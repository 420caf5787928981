package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.LeftOutTool;
import io.aiportal.ollama.api.RequestWarnings;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request asks for and does not get.
 *
 * @param tools tools that no model is told of
 * @param fields names of fields that have no effect
 */
public record LeftOut(List<LeftOutTool> tools, List<String> fields) {

  /** Nothing at all. */
  public static final LeftOut NOTHING = new LeftOut(List.of(), List.of());

  public LeftOut {
    tools = List.copyOf(tools);
    fields = List.copyOf(fields);
  }

  /** What the caller is told of it, a sentence each; empty for nothing. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>(LeftOutTool.warnings(tools));
    fields.stream().distinct().map(RequestWarnings::withoutEffect).forEach(warnings::add);
    return warnings;
  }
}
