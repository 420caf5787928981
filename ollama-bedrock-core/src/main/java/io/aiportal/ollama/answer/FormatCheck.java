package io.aiportal.ollama.answer;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.internal.schema.SchemaCheck;
import io.aiportal.ollama.internal.schema.SchemaProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads along with an answer in JSON, to tell at its end whether it is what was asked for. */
final class FormatCheck implements TextFilter {

  private static final String NO_JSON = "it is no JSON, or JSON that is broken";

  private final AnswerFormat format;
  private final TextFilter next;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder said = new StringBuilder();

  FormatCheck(AnswerFormat format, TextFilter next) {
    this.format = format;
    this.next = next;
  }

  /** Notes what the model writes, as it writes it; beyond all measure no more of it. */
  void say(String more) {
    if (said.length() <= JsonFinder.MAX_HELD) {
      said.append(more);
    }
  }

  @Override
  public void accept(String more) {
    if (format.schema() != null) {
      text.append(more);
      JsonFinder.checkHeld(text.length());
    }
    next.accept(more);
  }

  @Override
  public void blockEnd() {
    next.blockEnd();
  }

  @Override
  public void end(boolean partial) {
    next.end(partial);
  }

  /** What is wrong with the answer that has come; null where it is what was asked for. */
  @Nullable InvalidAnswer verdict() {
    Map<String, @Nullable Object> schema = format.schema();
    if (schema == null) {
      return null;
    }
    List<SchemaProblem> problems;
    try {
      problems = SchemaCheck.problems(schema, JsonObjects.parseValue(text.toString()));
    } catch (IllegalArgumentException notJson) {
      return broken(JsonFinder.brokenJson());
    }
    if (problems == null) {
      return invalid(
          CallException.badRequest(
              "the JSON Schema of the format takes too long to check; ask for a simpler one"),
          "it cannot be checked");
    }
    return problems.isEmpty() ? null : invalid(error(problems), words(problems));
  }

  /** An answer in which no JSON was found, or broken JSON. */
  InvalidAnswer broken(CallException error) {
    return invalid(error, NO_JSON);
  }

  private InvalidAnswer invalid(CallException error, String problem) {
    return new InvalidAnswer(error, said.toString(), problem);
  }

  /** Names keywords of JSON Schema, and nothing of anybody's schema or answer. */
  private static CallException error(List<SchemaProblem> problems) {
    String keywords =
        problems.stream().map(SchemaProblem::keyword).distinct().collect(Collectors.joining(", "));
    return CallException.badAnswer(
        "the model's answer does not follow the JSON Schema of the format ("
            + keywords
            + "); please try again");
  }

  private static String words(List<SchemaProblem> problems) {
    return problems.stream().map(SchemaProblem::toString).collect(Collectors.joining("; "));
  }
}
