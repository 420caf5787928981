package io.aiportal.ollama.server.settings;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * How a value is written.
 *
 * @param reader makes a value of its text, or throws an {@link IllegalArgumentException}
 * @param allowed what is allowed, to stand after "must be"
 * @param unit the unit of a number that is written without one; empty where numbers have none
 * @param <T> the type of the values
 */
public record Form<T>(Function<String, T> reader, String allowed, String unit) {

  private static final Pattern NUMBER = Pattern.compile("[-+]?(?=.*[1-9])\\d+(\\.\\d+)?");

  static <T> Form<T> of(Function<String, T> reader, String allowed) {
    return new Form<>(reader, allowed, "");
  }

  /** A duration, which is in seconds where it has no unit. */
  static <T> Form<T> duration(Function<String, T> reader, String allowed) {
    return new Form<>(reader, allowed, "s");
  }

  /** A size, which is in bytes where it has no unit. */
  static <T> Form<T> size(Function<String, T> reader, String allowed) {
    return new Form<>(reader, allowed, "B");
  }

  /** A value that may be left out. */
  static <T> Form<Optional<T>> optional(Function<String, T> reader, String allowed) {
    return optional(of(reader, allowed));
  }

  /** A form whose value may be left out. */
  static <T> Form<Optional<T>> optional(Form<T> form) {
    return new Form<>(
        text -> text.isEmpty() ? Optional.empty() : Optional.of(form.reader().apply(text)),
        form.allowed(),
        form.unit());
  }

  /** Whether a number other than 0 should have had a unit. */
  boolean lacksUnit(String text) {
    return !unit.isEmpty() && NUMBER.matcher(text).matches();
  }
}
