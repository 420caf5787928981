package io.aiportal.ollama.plan;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Gathers what of a call has no effect, each sentence once.
 *
 * <p>The sentences hold nothing that the caller wrote but numbers, so that they may be logged.
 */
final class Warnings {

  private final Set<String> sentences = new LinkedHashSet<>();

  /** Adds a sentence. */
  void add(String sentence) {
    sentences.add(sentence);
  }

  /** Adds a sentence where it holds. */
  void addIf(boolean holds, String sentence) {
    if (holds) {
      sentences.add(sentence);
    }
  }

  /** All sentences in the order in which they came up. */
  List<String> toList() {
    return List.copyOf(sentences);
  }
}
