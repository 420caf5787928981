package io.aiportal.ollama.internal.schema;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a JSON value follows a JSON Schema, of draft 4 to 2020-12.
 *
 * <p>Schemas come from callers and are checked on threads that carry other answers: nothing is
 * fetched, and what would take too long is given up. Formats are notes, as the newest draft has it.
 *
 * <p>What cannot be told is left out, with all that hangs on it: patterns that are none, types that
 * nobody knows, references that lead nowhere (which {@link #lostReference} finds beforehand),
 * keywords that hold what has no meaning there. It makes no value wrong, not even inside of {@code
 * not}, {@code oneOf} or {@code if}.
 */
public final class SchemaCheck {

  private SchemaCheck() {}

  /**
   * A reference of a schema that leads nowhere within it, so that answers cannot be checked.
   *
   * @return null where all that the check comes by lead somewhere
   */
  public static @Nullable String lostReference(Map<?, ?> schema) {
    return LostReferences.first(schema);
  }

  /**
   * Where a value does not follow a schema.
   *
   * @return some of the places; none where it does; null where telling would take too long
   */
  public static @Nullable List<SchemaProblem> problems(Map<?, ?> schema, @Nullable Object value) {
    return problems(schema, value, new Effort());
  }

  static @Nullable List<SchemaProblem> problems(
      Map<?, ?> schema, @Nullable Object value, Effort effort) {
    try {
      return new SchemaEvaluation(new SchemaReferences(schema), effort).problems(schema, value);
    } catch (Effort.TooMuchException | StackOverflowError tooMuch) {
      return null;
    }
  }
}
