package io.aiportal.ollama.server.limits;

import java.util.Locale;

/**
 * Whose limits or money it is.
 *
 * @param kind what it is
 * @param name tells it from all others of its kind; of a model, what it was asked by
 * @param id what it is called where everything is kept in one place
 */
public record Subject(Kind kind, String name, String id) {

  /** What can have limits. */
  public enum Kind {
    KEY,
    PERSON,
    MODEL
  }

  private Subject(Kind kind, String name) {
    this(kind, name, id(kind, name));
  }

  private static String id(Kind kind, String name) {
    return kind.name().toLowerCase(Locale.ROOT) + ':' + name;
  }

  /** All who call with a key of this name. */
  static Subject key(String name) {
    return new Subject(Kind.KEY, name);
  }

  /** A person who calls with a key. */
  static Subject person(String key, String id) {
    return new Subject(Kind.PERSON, key + '/' + id);
  }

  /**
   * A model, whoever asks it.
   *
   * @param asked what it is asked by: its own name may not be for the caller to see
   */
  static Subject model(String name, String asked) {
    return new Subject(Kind.MODEL, asked, id(Kind.MODEL, name));
  }

  /** How a sentence names it, with nothing in it that a client wrote. */
  String told() {
    return switch (kind) {
      case KEY -> "the key '" + name + "'";
      // Names of keys have no slash.
      case PERSON ->
          "a person who calls with the key '" + name.substring(0, name.indexOf('/')) + "'";
      case MODEL -> "the model '" + name + "'";
    };
  }
}
