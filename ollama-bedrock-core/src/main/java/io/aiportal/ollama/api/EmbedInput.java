package io.aiportal.ollama.api;

import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts of a request for embeddings, which may be one or several. */
public final class EmbedInput {

  private EmbedInput() {}

  /**
   * The texts of an input.
   *
   * @param input a string, or a list of strings; null and an empty string for none
   * @throws CallException 400, if it is anything else
   */
  public static List<String> texts(@Nullable Object input) {
    if (input == null || input.equals("")) {
      return List.of();
    }
    if (input instanceof String text) {
      return List.of(text);
    }
    if (!(input instanceof List<?> elements)) {
      throw invalid();
    }
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      if (!(element instanceof String text)) {
        throw invalid();
      }
      texts.add(text);
    }
    return texts;
  }

  private static CallException invalid() {
    return CallException.badRequest("invalid input type");
  }
}
