package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.AnswerShape.JsonText;

/**
 * Text beside an answer tool: chatter, unless the model wrote its answer there instead of calling
 * the tool.
 */
final class AnswerToolText implements TextFilter {

  private final ToolCallAssembler calls;
  private final JsonText root;
  private final AnswerOutput output;
  private final StringBuilder text = new StringBuilder();

  AnswerToolText(JsonText root, ToolCallAssembler calls, AnswerOutput output) {
    this.calls = calls;
    // A tool's input is an object, whatever was asked for.
    this.root = root == JsonText.NONE ? JsonText.OBJECT : root;
    this.output = output;
  }

  @Override
  public void accept(String more) {
    if (!calls.isAnswered()) {
      text.append(more);
      JsonFinder.checkHeld(text.length());
    }
  }

  @Override
  public void end(boolean partial) {
    if (!calls.isAnswered()) {
      JsonFinder json = new JsonFinder(root, output);
      json.accept(text.toString());
      json.end(partial);
    }
  }
}
