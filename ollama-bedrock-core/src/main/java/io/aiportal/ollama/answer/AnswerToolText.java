package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.AnswerShape.JsonText;

/**
 * Text beside an answer tool: chatter, unless the model wrote its answer there instead of calling
 * the tool.
 */
final class AnswerToolText implements TextFilter {

  private final ToolCallAssembler calls;
  private final JsonText root;
  private final TextFilter next;
  private final StringBuilder text = new StringBuilder();

  AnswerToolText(JsonText root, ToolCallAssembler calls, TextFilter next) {
    this.calls = calls;
    // A tool's input is an object, whatever was asked for.
    this.root = root == JsonText.NONE ? JsonText.OBJECT : root;
    this.next = next;
  }

  @Override
  public void accept(String more) {
    if (!calls.isAnswered()) {
      text.append(more);
      JsonFinder.checkHeld(text.length());
    }
  }

  @Override
  public void blockEnd() {}

  @Override
  public void callFollows() {
    if (calls.isAnswered()) {
      next.callFollows();
    } else {
      JsonFinder json = json();
      text.setLength(0);
      json.callFollows();
    }
  }

  @Override
  public void end(boolean partial) {
    if (calls.isAnswered()) {
      next.end(partial);
    } else {
      json().end(partial);
    }
  }

  private JsonFinder json() {
    JsonFinder json = new JsonFinder(root, next);
    json.accept(text.toString());
    return json;
  }
}
