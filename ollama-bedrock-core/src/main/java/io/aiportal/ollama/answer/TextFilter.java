package io.aiportal.ollama.answer;

/** What the text of an answer goes through before the caller sees it. */
interface TextFilter {

  /** Takes more text of the model. */
  void accept(String text);

  /**
   * The model has stopped; what is still held back goes out now, or is found to be no answer.
   *
   * @param partial whether this cannot be expected to be a whole answer, because it was cut off or
   *     withheld or goes on with a tool call
   * @throws io.aiportal.ollama.chat.CallException if the text is not what it has to be
   */
  void end(boolean partial);

  /** A filter for answers of this shape. */
  static TextFilter of(AnswerShape shape, ToolCallAssembler calls, AnswerOutput output) {
    if (shape.answerTool() != null) {
      return new AnswerToolText(shape.json(), calls, output);
    }
    return shape.json() == AnswerShape.JsonText.NONE
        ? new PlainText(output)
        : new JsonFinder(shape.json(), output);
  }
}
