package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model's name as somebody types it, without what Ollama implies.
 *
 * <p>Ollama's grammar is {@code [[[scheme://]host/]namespace/]model[:tag]}. Bedrock's ids and ARNs
 * are names here as well, although many of them do not fit that grammar.
 *
 * @param value the name without a scheme, {@code registry.ollama.ai/library/}, {@code :latest} and
 *     {@code :local}; an id or an ARN as it was typed
 * @param cloud whether the name asks for a model that ollama.com runs
 */
public record ModelName(String value, boolean cloud) {

  private static final String REGISTRY = "registry.ollama.ai/";
  private static final String LIBRARY = "library/";
  private static final String LATEST = ":latest";
  private static final String LOCAL = ":local";
  private static final String CLOUD = ":cloud";

  /** A scheme, where a host, a namespace and a model follow: without them a name has none. */
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(?=[^/]+/[^/]+/[^/]+$)");

  private static final Pattern HOST = Pattern.compile("\\w[\\w.:-]{0,349}");
  private static final Pattern NAMESPACE = Pattern.compile("\\w[\\w-]{0,79}");
  private static final Pattern MODEL_OR_TAG = Pattern.compile("\\w[\\w.-]{0,79}");
  private static final Pattern ARN =
      Pattern.compile("arn:aws[a-z-]*:(bedrock|sagemaker):[^\\s]{1,2000}");

  /**
   * Reads a name.
   *
   * @throws CallException with status 400 if nothing can have such a name
   */
  public static ModelName parse(String text) {
    String name = text.strip();
    if (name.startsWith("arn:")) {
      return arn(without(name, LATEST));
    }
    if (endsWith(name, LOCAL)) {
      refuseBothSources(name, without(name, LOCAL));
      return new ModelName(bare(without(name, LOCAL)), false);
    }
    if (endsWith(name, CLOUD)) {
      refuseBothSources(name, without(name, CLOUD));
      return new ModelName(bare(without(name, CLOUD)), true);
    }
    return new ModelName(bare(name), name.contains(":") && endsWith(name, "-cloud"));
  }

  /** Whether a text is the name of a model that ollama.com runs. */
  public static boolean isCloud(String text) {
    try {
      return !text.isBlank() && parse(text).cloud();
    } catch (CallException noName) {
      return false;
    }
  }

  /** Whether a name says that its registry is to be talked to in the clear. */
  public static boolean isInTheClear(String text) {
    return text.strip().startsWith("http://");
  }

  /** A name that is known to be one, such as the catalogue's. */
  static ModelName of(String value) {
    return new ModelName(value, false);
  }

  /** Whether this is an ARN. */
  public boolean isArn() {
    return value.startsWith("arn:");
  }

  /** The name with a tag, as listings show it: {@code :latest} where it has no other. */
  public String withTag() {
    boolean tagged = value.substring(value.lastIndexOf('/') + 1).contains(":");
    return isArn() || tagged ? value : value + LATEST;
  }

  /** The name with everything Ollama implies, as some of its error messages show it. */
  public String qualified() {
    if (isArn()) {
      return value;
    }
    String[] parts = value.split("/", -1);
    return switch (parts.length) {
      case 1 -> REGISTRY + LIBRARY + withTag();
      case 2 -> REGISTRY + withTag();
      default -> withTag();
    };
  }

  /**
   * What two spellings of one name have in common: {@code Claude-Sonnet:4.5} and {@code
   * claude-sonnet-4-5} are the same.
   */
  public String key() {
    String key =
        value.toLowerCase(Locale.ROOT).replace('.', '-').replace(':', '-').replace('_', '-');
    return without(key, "-latest");
  }

  private static ModelName arn(String name) {
    if (!ARN.matcher(name).matches()) {
      throw invalid();
    }
    return new ModelName(name, false);
  }

  private static void refuseBothSources(String name, String rest) {
    if (endsWith(rest, LOCAL) || endsWith(rest, CLOUD)) {
      throw CallException.badRequest("use either :local or :cloud, not both: \"" + name + "\"");
    }
  }

  private static String bare(String name) {
    String rest = withoutStart(withoutScheme(name), REGISTRY);
    rest = withoutStart(rest, LIBRARY);
    String untagged = without(rest, LATEST);
    if (!BedrockId.looksLike(untagged) && !fitsGrammar(rest)) {
      throw invalid();
    }
    return untagged;
  }

  private static String withoutScheme(String name) {
    if (!name.contains("://")) {
      return name;
    }
    Matcher scheme = SCHEME.matcher(name);
    return scheme.lookingAt() ? name.substring(scheme.end()) : name;
  }

  private static boolean fitsGrammar(String name) {
    int slash = name.lastIndexOf('/');
    String path = slash == -1 ? "" : name.substring(0, slash);
    String last = name.substring(slash + 1);
    int colon = last.lastIndexOf(':');
    String model = colon == -1 ? last : last.substring(0, colon);
    String tag = colon == -1 ? "latest" : last.substring(colon + 1);
    return MODEL_OR_TAG.matcher(model).matches()
        && MODEL_OR_TAG.matcher(tag).matches()
        && (slash == -1 || fitsPath(path));
  }

  private static boolean fitsPath(String path) {
    int slash = path.lastIndexOf('/');
    return NAMESPACE.matcher(path.substring(slash + 1)).matches()
        && (slash == -1 || HOST.matcher(path.substring(0, slash)).matches());
  }

  private static boolean endsWith(String name, String end) {
    return name.regionMatches(true, name.length() - end.length(), end, 0, end.length());
  }

  private static String without(String name, String end) {
    return endsWith(name, end) ? name.substring(0, name.length() - end.length()) : name;
  }

  private static String withoutStart(String name, String start) {
    return name.regionMatches(true, 0, start, 0, start.length())
        ? name.substring(start.length())
        : name;
  }

  private static CallException invalid() {
    return CallException.badRequest("invalid model name");
  }
}
