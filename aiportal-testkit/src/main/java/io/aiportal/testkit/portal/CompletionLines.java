package io.aiportal.testkit.portal;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.portal.OpenWebUIClient.BrokenAnswerException;
import java.util.List;

/** Reads the lines of an answer as they come, and knows whether it has become whole. */
final class CompletionLines {

  private static final String DATA = "data: ";
  private static final List<String> ERRORS = List.of("error", "detail");

  private boolean whole;

  /**
   * The text of a line, empty if it has none.
   *
   * @throws BrokenAnswerException if the line tells of an error
   */
  String piece(String line) {
    if (!line.startsWith(DATA + "{")) {
      return "";
    }
    JsonNode chunk = OpenWebUIClient.parse(line.substring(DATA.length()));
    for (String name : ERRORS) {
      if (chunk.hasNonNull(name)) {
        throw new BrokenAnswerException(chunk.path(name));
      }
    }
    // Of an error that comes from Ollama, Open WebUI makes an empty piece with a finish_reason, and
    // a [DONE] follows in any case; only the last line of a whole answer tells what it took.
    whole |= chunk.hasNonNull("usage") && chunk.at("/choices/0").hasNonNull("finish_reason");
    return chunk.at("/choices/0/delta/content").asText("");
  }

  /**
   * Called after the last line.
   *
   * @throws BrokenAnswerException if the answer had no end
   */
  void verifyWhole() {
    if (!whole) {
      throw new BrokenAnswerException("The answer ended before it was whole");
    }
  }
}
