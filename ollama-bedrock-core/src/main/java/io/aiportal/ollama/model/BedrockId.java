package io.aiportal.ollama.model;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Bedrock can be called with: a model id, an inference profile's id, or an ARN.
 *
 * @param text the id or ARN as it was typed
 * @param foundation the foundation model's id that can be read from it; the text itself where none
 *     can, as in the ARN of an application inference profile
 */
record BedrockId(String text, String foundation) {

  /** Provider, a dot, and a name that starts with a letter: {@code llama3.2} is not an id. */
  private static final Pattern ID =
      Pattern.compile(
          "[a-z0-9-]{1,63}\\.[a-z][a-z0-9-]{0,62}(\\.[a-z0-9-]{1,63}){0,3}(:[a-z0-9-]{1,63}){0,2}",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern ARN =
      Pattern.compile("arn:[^/]*:(foundation-model|inference-profile|custom-model)/([^/]+)(/.*)?");

  /** Whether a name has the form of an id. */
  static boolean looksLike(String name) {
    return ID.matcher(name).matches();
  }

  /** Reads an id or an ARN; whoever asks has looked whether it is one. */
  static BedrockId of(String text, KnownModels known) {
    Matcher arn = ARN.matcher(text);
    if (arn.matches()) {
      return new BedrockId(text, foundationOf(arn.group(2), known));
    }
    return new BedrockId(text, text.startsWith("arn:") ? text : foundationOf(text, known));
  }

  /** Whether the id says where the call goes: then it is sent as it is. */
  boolean saysWhere() {
    return !text.equalsIgnoreCase(foundation) || text.startsWith("arn:");
  }

  /** The id in the spelling that Bedrock knows, given that of the foundation model. */
  String textFor(String foundationAsSpelled) {
    if (text.startsWith("arn:")) {
      return text;
    }
    String geography = text.substring(0, text.length() - foundation.length());
    return geography.toLowerCase(Locale.ROOT) + foundationAsSpelled;
  }

  private static String foundationOf(String id, KnownModels known) {
    int dot = id.indexOf('.');
    if (dot < 0) {
      return id;
    }
    String rest = id.substring(dot + 1);
    boolean geography = known.isGeography(id.substring(0, dot).toLowerCase(Locale.ROOT));
    return (geography && looksLike(rest)) || known.find(rest).isPresent() ? rest : id;
  }
}
