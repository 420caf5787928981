package io.aiportal.ollama.server.limits;

/**
 * Who takes turns: keys with each other, and the persons of a key among themselves.
 *
 * @param key the name of the key
 * @param person tells the person from all others of the key; empty where nobody is named
 */
record Party(String key, String person) {

  /** Whether somebody is named behind the key. */
  boolean isPerson() {
    return !person.isEmpty();
  }
}
