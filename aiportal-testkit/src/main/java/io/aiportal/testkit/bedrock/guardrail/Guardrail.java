package io.aiportal.testkit.bedrock.guardrail;

import java.util.List;
import java.util.Locale;

/**
 * A guardrail that calls may name by its id or ARN, in every region and account.
 *
 * @param id such as {@code gr1abc}
 * @param versions that were published; {@code DRAFT} is always there
 * @param words that it lets through neither in questions nor in answers
 * @param message what it says instead
 */
public record Guardrail(String id, List<String> versions, List<String> words, String message) {

  /** What a guardrail says that was told nothing else. */
  public static final String MESSAGE = "Sorry, the model cannot answer this question.";

  public Guardrail {
    if (!id.matches("[a-z0-9]+")) {
      throw new IllegalArgumentException(
          "a guardrail's id has small letters and digits only: " + id);
    }
    if (words.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("a word that a guardrail withholds must not be blank");
    }
    versions = List.copyOf(versions);
    words = List.copyOf(words);
  }

  /** A guardrail of these versions that lets everything through. */
  public static Guardrail of(String id, String... versions) {
    return new Guardrail(id, List.of(versions), List.of(), MESSAGE);
  }

  /** This guardrail, which withholds whatever has one of these words in it. */
  public Guardrail withholding(String... newWords) {
    return new Guardrail(id, versions, List.of(newWords), message);
  }

  /** This guardrail with other words of its own. */
  public Guardrail saying(String newMessage) {
    return new Guardrail(id, versions, words, newMessage);
  }

  /** Whether a text has something in it that must not pass. */
  public boolean withholds(String text) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    return words.stream().anyMatch(word -> lowerCase.contains(word.toLowerCase(Locale.ROOT)));
  }

  boolean has(String version) {
    return version.equals("DRAFT") || versions.contains(version);
  }
}
