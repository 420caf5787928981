package io.aiportal.ollama.server.settings;

import java.util.Optional;
import java.util.function.Function;

/**
 * How a value is written.
 *
 * @param reader makes a value of its text, or throws an {@link IllegalArgumentException}
 * @param allowed what is allowed, to stand after "must be"
 * @param <T> the type of the values
 */
public record Form<T>(Function<String, T> reader, String allowed) {

  static <T> Form<T> of(Function<String, T> reader, String allowed) {
    return new Form<>(reader, allowed);
  }

  /** A value that may be left out. */
  static <T> Form<Optional<T>> optional(Function<String, T> reader, String allowed) {
    return new Form<>(
        text -> text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text)), allowed);
  }
}
