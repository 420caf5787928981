package io.aiportal.ollama.model;

import java.util.Locale;
import java.util.Set;
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
      Pattern.compile(
          "arn:[^:/]*:[^:/]*:(?<region>[^:/]*):[^:/]*:(?<type>[a-z-]+)/(?<id>[^/]+)(/.*)?");

  private static final String PROFILE = "inference-profile";

  /** Resources whose ARN holds the id of a foundation model. */
  private static final Set<String> NAMING_A_MODEL =
      Set.of("foundation-model", PROFILE, "custom-model");

  /** Resources whose ARN does not tell which regions are behind them. */
  private static final Set<String> LEADING_ANYWHERE =
      Set.of("application-inference-profile", "prompt-router", "default-prompt-router", "prompt");

  /** Whether a name has the form of an id. */
  static boolean looksLike(String name) {
    return ID.matcher(name).matches();
  }

  /** Reads an id or an ARN; whoever calls this has looked whether it is one. */
  static BedrockId of(String text, BuiltInCatalogue builtIn) {
    if (!isArn(text)) {
      return new BedrockId(text, foundationOf(text, builtIn));
    }
    Matcher arn = ARN.matcher(text);
    return arn.matches() && NAMING_A_MODEL.contains(arn.group("type"))
        ? new BedrockId(text, foundationOf(arn.group("id"), builtIn))
        : new BedrockId(text, text);
  }

  /** Whether this is an ARN. */
  boolean isArn() {
    return isArn(text);
  }

  /** Whether the id says where the call goes: then it is sent as it is. */
  boolean saysWhere() {
    return isArn() || text.length() != foundation.length();
  }

  /**
   * Where a call goes, as far as the text tells.
   *
   * @param region the region that is called
   * @param known whether the foundation model is a known one; if it is not, what stands before a
   *     dot may be a geography that nobody knows
   */
  Destination destination(String region, boolean known) {
    if (isArn()) {
      return destinationOfArn();
    }
    if (saysWhere()) {
      return destinationOfProfile(text);
    }
    boolean ambiguous = !known && looksLike(text.substring(text.indexOf('.') + 1));
    return ambiguous ? new Destination.Unknown() : Destination.Regions.of(region);
  }

  /** The id in the spelling that Bedrock knows, given that of the foundation model. */
  String textFor(String foundationAsSpelled) {
    if (isArn()) {
      return text;
    }
    String geography = text.substring(0, text.length() - foundation.length());
    return geography.toLowerCase(Locale.ROOT) + foundationAsSpelled;
  }

  private Destination destinationOfArn() {
    Matcher arn = ARN.matcher(text);
    if (!arn.matches() || LEADING_ANYWHERE.contains(arn.group("type"))) {
      return new Destination.Unknown();
    }
    return arn.group("type").equals(PROFILE)
        ? destinationOfProfile(arn.group("id"))
        : Destination.Regions.of(arn.group("region"));
  }

  private static boolean isArn(String text) {
    return text.startsWith("arn:");
  }

  /** A profile's geography stands before the first dot of its id. */
  private static Destination destinationOfProfile(String profileId) {
    int dot = profileId.indexOf('.');
    return dot == -1
        ? new Destination.Unknown()
        : new Destination.Geography(profileId.substring(0, dot).toLowerCase(Locale.ROOT));
  }

  private static String foundationOf(String id, BuiltInCatalogue builtIn) {
    int dot = id.indexOf('.');
    if (dot == -1) {
      return id;
    }
    String rest = id.substring(dot + 1);
    boolean geography =
        builtIn.geographies().isGeography(id.substring(0, dot).toLowerCase(Locale.ROOT));
    return (geography && looksLike(rest)) || builtIn.find(rest).isPresent() ? rest : id;
  }
}
