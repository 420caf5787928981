package io.aiportal.ollama.server.limits;

/**
 * Whose limits or money it is.
 *
 * @param kind what it is
 * @param name tells it from all others of its kind
 * @param told how a sentence names it, with nothing in it that a client wrote
 */
public record Subject(Kind kind, String name, String told) {

  /** What can have limits. */
  public enum Kind {
    KEY,
    PERSON,
    MODEL
  }

  /** All who call with a key of this name. */
  static Subject key(String name) {
    return new Subject(Kind.KEY, name, "the key '" + name + "'");
  }

  /** A person who calls with a key. */
  static Subject person(String key, String id) {
    return new Subject(
        Kind.PERSON, key + '/' + id, "a person who calls with the key '" + key + "'");
  }

  /** A model, whoever asks it. */
  static Subject model(String name) {
    return new Subject(Kind.MODEL, name, "the model '" + name + "'");
  }

  /** What this is called where everything is kept in one place. */
  public String id() {
    return switch (kind) {
      case KEY -> "key:" + name;
      case PERSON -> "person:" + name;
      case MODEL -> "model:" + name;
    };
  }
}
