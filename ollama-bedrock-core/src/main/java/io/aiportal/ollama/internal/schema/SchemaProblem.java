package io.aiportal.ollama.internal.schema;

/**
 * Where and how a value does not follow its schema.
 *
 * @param path a JSON pointer to the place; empty for the whole value
 * @param keyword the keyword of JSON Schema that is not obeyed
 * @param words what is wanted there
 */
public record SchemaProblem(String path, String keyword, String words) {

  /** Both in one line. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "the whole value" : path) + ": " + words;
  }
}
