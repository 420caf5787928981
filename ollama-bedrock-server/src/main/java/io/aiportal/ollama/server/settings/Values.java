package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Readers of values; each throws an {@link IllegalArgumentException} for what it cannot read. */
final class Values {

  private static final Pattern DURATION =
      Pattern.compile("([-+])?((?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:ns|us|µs|ms|s|m|h))+");
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Double> NANOS =
      Map.of("ns", 1d, "us", 1e3, "µs", 1e3, "ms", 1e6, "s", 1e9, "m", 60e9, "h", 3600e9);

  /** What ends each entry of a list that the file has, where entries may have commas. */
  static final String LIST_END = "\0";

  private static final Pattern BYTES = Pattern.compile("(\\d{1,13})\\s*([KMGT]i?B|B)?");
  private static final int SHORTEST_SECRET = 16;
  private static final int LONGEST_PROJECT = 2_048;

  private static final Pattern METADATA =
      Pattern.compile("([a-zA-Z0-9 :_@$#/+.-]{1,256}?)\\s*=\\s*([a-zA-Z0-9 :_@$#=/+.-]{0,256})");

  private static final int MOST_METADATA = 16;

  private static final Pattern HEADER = Pattern.compile("([\\w!#$%&'*+.^`|~-]+)\\s*=\\s*(.*)");

  private static final int KIB = 1024;
  private static final int MIB = KIB * KIB;
  private static final int GIB = KIB * MIB;
  private static final long TIB = (long) KIB * GIB;

  /** Schemes that make an origin whole; any other needs a {@code *}. */
  private static final List<String> ORIGIN_SCHEMES =
      List.of(
          "http://",
          "https://",
          "chrome-extension://",
          "safari-extension://",
          "moz-extension://",
          "ms-browser-extension://");

  private Values() {}

  static String text(String text) {
    return text;
  }

  /** As Bedrock's own model of its requests has it. */
  static String project(String text) {
    if (text.length() > LONGEST_PROJECT
        || !text.matches(
            "[a-zA-Z0-9_-]+"
                + "|arn:aws(-[a-z]+)*:bedrock:[a-z0-9-]+:\\d{12}:project/[a-zA-Z0-9_-]+")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static String region(String text) {
    if (!text.matches("[a-z]{2}(-[a-z]+)+-\\d")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static String role(String text) {
    if (!text.matches("arn:aws[a-z-]*:iam::\\d{12}:role/[\\w+=,.@/-]{1,512}")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  static URI url(String text) {
    URI uri = URI.create(text);
    if (!List.of("http", "https").contains(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT))
        || uri.getHost() == null) {
      throw new IllegalArgumentException(text);
    }
    return uri;
  }

  static int integer(String text, int least, int most) {
    int number = Integer.parseInt(text);
    if (number < least || number > most) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  static Function<String, Integer> between(int least, int most) {
    return text -> integer(text, least, most);
  }

  static Function<String, Duration> between(String least, String most) {
    Duration from = duration(least);
    Duration to = duration(most);
    return text -> {
      Duration duration = duration(text);
      if (duration.compareTo(from) < 0 || duration.compareTo(to) > 0) {
        throw new IllegalArgumentException(text);
      }
      return duration;
    };
  }

  /** A size up to a gibibyte; without a unit it is in bytes. */
  static int bytes(String text) {
    return (int) size(text, KIB, GIB);
  }

  /** A size of memory, from a mebibyte to a tebibyte; without a unit it is in bytes. */
  static long memory(String text) {
    return size(text, MIB, TIB);
  }

  /** A size of memory, or {@code off} for none. */
  static long memoryOrNone(String text) {
    return text.equalsIgnoreCase("off") || text.equals("0") ? 0 : memory(text);
  }

  private static long size(String text, long least, long most) {
    Matcher matcher = BYTES.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text);
    }
    long number = Long.parseLong(matcher.group(1));
    long unit = unit(matcher.group(2));
    if (number > most / unit || number * unit < least) {
      throw new IllegalArgumentException(text);
    }
    return number * unit;
  }

  private static long unit(@Nullable String name) {
    if (name == null || name.equals("B")) {
      return 1;
    }
    long base = name.length() == 3 ? KIB : 1000;
    return switch (name.charAt(0)) {
      case 'K' -> base;
      case 'M' -> base * base;
      case 'G' -> base * base * base;
      default -> base * base * base * base;
    };
  }

  /** A duration as Go writes it, or a number of seconds. */
  static Duration duration(String text) {
    if (text.matches("[-+]?\\d{1,9}(\\.\\d+)?")) {
      return Duration.ofNanos((long) (Double.parseDouble(text) * 1e9));
    }
    if (!DURATION.matcher(text).matches()) {
      throw new IllegalArgumentException(text);
    }
    double nanos = 0;
    Matcher part = DURATION_PART.matcher(text);
    while (part.find()) {
      nanos += Double.parseDouble(part.group(1)) * NANOS.getOrDefault(part.group(2), 0d);
    }
    return Duration.ofNanos((long) (text.startsWith("-") ? -nanos : nanos));
  }

  /** A duration whose negative values all mean "for ever". */
  static Duration keepAlive(String text) {
    Duration duration = duration(text);
    return duration.isNegative() ? Duration.ofNanos(-1) : duration;
  }

  static boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** A map of YAML as the text that {@link #metadata} reads. */
  static String pairs(JsonNode map) {
    return map.properties().stream()
        .map(pair -> pair.getKey() + "=" + pair.getValue().asText())
        .collect(Collectors.joining(", "));
  }

  /** Pairs of a key and a value, as Bedrock takes them. */
  static Map<String, String> metadata(String text) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : text.split("[,\n]")) {
      Matcher pair = METADATA.matcher(part.strip());
      if (!part.isBlank() && (!pair.matches() || pairs.put(pair.group(1), pair.group(2)) != null)) {
        throw new IllegalArgumentException(part);
      }
    }
    if (pairs.size() > MOST_METADATA) {
      throw new IllegalArgumentException(text);
    }
    return Collections.unmodifiableMap(pairs);
  }

  /** A part of a whole, from 0 to 1. */
  static double share(String text) {
    double share = Double.parseDouble(text);
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(text);
    }
    return share;
  }

  /** Headers as OpenTelemetry writes them; none of them is ever quoted. */
  static Function<String, Secret> headers(String setting) {
    return text -> {
      Secret headers = new Secret(text);
      try {
        headerPairs(headers);
      } catch (IllegalArgumentException e) {
        throw new SettingsException(
            setting + " must be pairs such as name=value, separated by commas.");
      }
      return headers;
    };
  }

  /** The headers' names and values, of which the latter may have characters as in URLs. */
  static Map<String, String> headerPairs(Secret headers) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : headers.value().split(",")) {
      Matcher pair = HEADER.matcher(part.strip());
      if (pair.matches()) {
        String plus = pair.group(2).replace("+", "%2B");
        pairs.put(pair.group(1), headerValue(URLDecoder.decode(plus, StandardCharsets.UTF_8)));
      } else if (!part.isBlank()) {
        throw new IllegalArgumentException("no pair");
      }
    }
    return Collections.unmodifiableMap(pairs);
  }

  private static String headerValue(String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c < 127)) {
      throw new IllegalArgumentException("no value of a header");
    }
    return value;
  }

  /** A secret is told to nobody, not even where it is of no use. */
  static Function<String, Secret> secret(String setting) {
    return text -> {
      if (text.length() < SHORTEST_SECRET) {
        throw new SettingsException(setting + " is too short; it must have 16 characters or more.");
      }
      return new Secret(text);
    };
  }

  /** Secrets, separated by commas; those of a list of the file may have commas of their own. */
  static Function<String, List<Secret>> secrets(String setting) {
    Function<String, Secret> each = secret(setting);
    return text ->
        Stream.of(text.split(text.contains(LIST_END) ? LIST_END : ","))
            .map(String::strip)
            .filter(s -> !s.isEmpty())
            .map(each)
            .toList();
  }

  static List<Network> networks(String text) {
    return entries(text, "[0-9a-fA-F.:]+(/\\d+)?").stream().map(Network::parse).toList();
  }

  static List<String> hosts(String text) {
    return entries(text.toLowerCase(Locale.ROOT), "\\*|\\.?[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  }

  /** One that the APIs' own paths begin with would take their beginning off them. */
  static List<String> prefixes(String text) {
    return entries(text, "(?!/(api|v1)(/|$))(/[A-Za-z0-9._~-]+)+");
  }

  private static List<String> entries(String text, String pattern) {
    List<String> entries = new ArrayList<>();
    for (String part : text.split(",")) {
      String entry = part.strip();
      if (!entry.isEmpty() && !entry.matches(pattern)) {
        throw new IllegalArgumentException(entry);
      }
      entries.add(entry);
    }
    entries.removeIf(String::isEmpty);
    return List.copyOf(entries);
  }

  static List<String> origins(String text) {
    List<String> origins = new ArrayList<>();
    for (String entry : text.split(",")) {
      String origin = entry.strip().toLowerCase(Locale.ROOT);
      if (!origin.isEmpty()) {
        origins.add(origin(origin));
      }
    }
    return List.copyOf(origins);
  }

  private static String origin(String origin) {
    int star = origin.indexOf('*');
    boolean whole = ORIGIN_SCHEMES.stream().anyMatch(origin::startsWith);
    if (star != origin.lastIndexOf('*') || (star < 0 && !whole)) {
      throw new IllegalArgumentException(origin);
    }
    return origin;
  }
}
