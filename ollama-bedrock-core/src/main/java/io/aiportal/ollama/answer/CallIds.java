package io.aiportal.ollama.answer;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Ids for calls that have none, in Ollama's form.
 *
 * <p>They are random: a model may make the same call in two turns of a conversation, and clients
 * find a call's result by its id.
 */
final class CallIds {

  private static final String CHARACTERS = "abcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 8;

  private CallIds() {}

  static String random() {
    StringBuilder id = new StringBuilder("call_");
    ThreadLocalRandom.current()
        .ints(LENGTH, 0, CHARACTERS.length())
        .forEach(i -> id.append(CHARACTERS.charAt(i)));
    return id.toString();
  }
}
