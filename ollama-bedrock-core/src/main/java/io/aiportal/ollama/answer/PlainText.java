package io.aiportal.ollama.answer;

/** Text that is the answer as it is. */
final class PlainText implements TextFilter {

  private final AnswerOutput output;

  PlainText(AnswerOutput output) {
    this.output = output;
  }

  @Override
  public void accept(String text) {
    output.text(text);
  }

  @Override
  public void blockEnd() {}

  @Override
  public void end(boolean partial) {}
}
