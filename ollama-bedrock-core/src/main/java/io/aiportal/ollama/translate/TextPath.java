package io.aiportal.ollama.translate;

import java.util.function.Consumer;

/** The way of a model's text to the caller: as it is, JSON only, or held back for a schema tool. */
abstract sealed class TextPath {

  static TextPath of(AnswerShape shape, Consumer<String> out) {
    if (shape.schemaTool() != null) {
      return new Held(out);
    }
    return shape.jsonOnly() ? new JsonOnly(out) : new Plain(out);
  }

  /** More text of the model. */
  abstract void accept(String text);

  /** More of the schema tool's input, which is the answer itself. */
  abstract void answer(String json);

  /** The model has stopped. */
  abstract void end();

  private static final class Plain extends TextPath {
    private final Consumer<String> out;

    Plain(Consumer<String> out) {
      this.out = out;
    }

    @Override
    void accept(String text) {
      out.accept(text);
    }

    @Override
    void answer(String json) {
      out.accept(json);
    }

    @Override
    void end() {}
  }

  private static final class JsonOnly extends TextPath {
    private final JsonValueFilter filter;

    JsonOnly(Consumer<String> out) {
      this.filter = new JsonValueFilter(out);
    }

    @Override
    void accept(String text) {
      filter.accept(text);
    }

    @Override
    void answer(String json) {
      filter.accept(json);
    }

    @Override
    void end() {
      filter.end();
    }
  }

  /** Text beside a schema tool is chatter, unless the model wrote its answer there instead. */
  private static final class Held extends TextPath {
    private final Consumer<String> out;
    private final StringBuilder text = new StringBuilder();
    private boolean answered;

    Held(Consumer<String> out) {
      this.out = out;
    }

    @Override
    void accept(String more) {
      text.append(more);
    }

    @Override
    void answer(String json) {
      answered = true;
      out.accept(json);
    }

    @Override
    void end() {
      if (!answered) {
        JsonValueFilter filter = new JsonValueFilter(out);
        filter.accept(text.toString());
        filter.end();
      }
    }
  }
}
