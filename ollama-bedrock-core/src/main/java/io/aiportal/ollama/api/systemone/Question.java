package io.aiportal.ollama.api.systemone;

import java.util.List;

/**
 * A question that makes sense.
 *
 * @param name what the caller calls it
 * @param type how it is answered
 * @param instructions what is asked
 * @param candidates the possible answers, 2 to 26, in the caller's order
 */
record Question(String name, Type type, String instructions, List<Candidate> candidates) {

  /** How a question is answered. */
  enum Type {
    /** One of several options. */
    CHOICE,
    /** Yes or no, no being the first candidate. */
    NOUL,
    /** One of several levels, the lowest first. */
    SCORE
  }

  /**
   * A possible answer.
   *
   * @param key what it is called in the answer
   * @param description what it means; the key itself where that says all
   */
  record Candidate(String key, String description) {}

  Question {
    candidates = List.copyOf(candidates);
  }
}
