package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values in a prompt that the properties of a schema can be filled with.
 *
 * @param text the prompt itself
 * @param places names that follow words such as "in"
 * @param quoted what stands in quotation marks
 * @param numbers in order
 */
record Hints(String text, List<String> places, List<String> quoted, List<String> numbers) {

  private static final String NAME = "\\p{Lu}[\\p{L}'’.-]*(?: \\p{Lu}[\\p{L}'’-]*){0,5}";
  private static final Pattern PLACES =
      Pattern.compile(
          "\\b(?:in|for|at|of|to|from|near|about|between)\\s+("
              + NAME
              + "(?:(?:\\s*,\\s*(?:and\\s+)?|\\s+(?:and|or|&)\\s+)"
              + "(?:(?:in|for|at|of|to|from)\\s+)?"
              + NAME
              + "){0,12})");
  private static final Pattern JOIN =
      Pattern.compile("\\s+(?:and|or|&)\\s+(?:(?:in|for|at|of|to|from)\\s+)?|,\\s*(?:and\\s+)?");
  private static final Pattern REGION = Pattern.compile("(.*), (?:[A-Z]{2}|USA)");
  private static final Pattern QUOTED = Pattern.compile("[\"“]([^\"”]+)[\"”]|`([^`]+)`");
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.])-?\\d+(?:\\.\\d+)?(?![\\w])");
  private static final Pattern PERSON =
      Pattern.compile(
          "(?:[Nn]ame is|named|called) ['\"‘“]([^'\"’”]+)['\"’”]"
              + "|(?:[Nn]ame is|named|called|[Ii] am|I'm) ("
              + NAME
              + ")|^("
              + NAME
              + ") is\\b");
  private static final Pattern EMAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)++");
  private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>)]+");
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern TIME = Pattern.compile("\\b\\d{1,2}:\\d{2}\\b");
  private static final Set<String> RESULTS =
      Set.of("result", "answer", "total", "sum", "product", "value");

  static Hints of(String text) {
    return new Hints(text, places(text), all(QUOTED, text), all(NUMBER, text));
  }

  /** These hints with but one of the places. */
  Hints withPlace(String place) {
    return new Hints(text, List.of(place), quoted, numbers);
  }

  /** A value for a text property of that name; empty when the text offers none. */
  Optional<String> text(String property) {
    String name = property.toLowerCase(Locale.ROOT).replaceAll("[_-]", " ");
    if (contains(name, "mail")) {
      return first(EMAIL);
    } else if (contains(name, "url", "uri", "link")) {
      return first(URL);
    } else if (contains(name, "date", "day")) {
      return first(DATE);
    } else if (contains(name, "time")) {
      return first(TIME);
    } else if (contains(name, "expression", "formula", "calculation", "equation")) {
      return Arithmetic.in(text).map(Arithmetic::expression);
    }
    Optional<String> fact = fact(name).map(JsonNode::asText).filter(value -> !value.isEmpty());
    if (contains(name, "location", "city", "place", "town", "destination", "origin", "region")) {
      return places.isEmpty() ? fact : Optional.of(places.get(0));
    } else if (fact.isPresent()) {
      return fact;
    } else if (contains(name, "name", "person", "user", "author", "customer")) {
      return first(PERSON).or(() -> places.stream().findFirst());
    } else if (contains(name, "country")) {
      return places.stream().findFirst();
    } else if (RESULTS.contains(name)) {
      return Arithmetic.in(text).map(Arithmetic::result);
    } else if (contains(name, "query", "search", "keyword", "topic", "term", "subject")) {
      return quoted.stream().findFirst().or(() -> Optional.of(subject()));
    } else if (contains(name, "question", "prompt", "input", "text", "message", "content")) {
      return quoted.stream().findFirst().or(() -> Optional.of(text.strip()));
    }
    return quoted.stream().findFirst();
  }

  /** A number for a property of that name: the one beside its name, a fact, or the next. */
  Optional<String> number(String property, int index) {
    String name = property.toLowerCase(Locale.ROOT).replaceAll("[_-]", " ");
    Matcher beside =
        Pattern.compile(
                Pattern.quote(name) + "[^\\d\\n]{0,12}?(-?\\d+(?:\\.\\d+)?)",
                Pattern.CASE_INSENSITIVE)
            .matcher(text);
    if (beside.find()) {
      return Optional.of(beside.group(1));
    }
    Optional<String> fact = fact(name).filter(JsonNode::isNumber).map(JsonNode::asText);
    if (fact.isPresent()) {
      return fact;
    }
    Optional<Arithmetic> sum = Arithmetic.in(text);
    if (RESULTS.contains(name) && sum.isPresent()) {
      return sum.map(Arithmetic::result);
    }
    return index < numbers.size() ? Optional.of(numbers.get(index)) : Optional.empty();
  }

  /** What is known of the country in the text under that name, whatever its type. */
  Optional<JsonNode> fact(String property) {
    return Knowledge.country(text)
        .map(country -> country.path(property.equals("name") ? "country" : property))
        .filter(fact -> !fact.isMissingNode());
  }

  /** Whether the text names one of a few words, such as a value of an enumeration. */
  boolean names(String word) {
    String pattern = "(?iu)(?<![\\p{L}\\p{N}])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}])";
    return Pattern.compile(pattern).matcher(text).find();
  }

  /** The prompt without the words that ask. */
  private String subject() {
    return text.strip()
        .replaceFirst("(?is)^(?:please |can you |could you )*", "")
        .replaceFirst(
            "(?is)^(?:search(?: the web)?(?: for)?|look up|find(?: out)?(?: about)?|tell me about"
                + "|what (?:is|are)|who is|where is)\\s+",
            "")
        .replaceFirst("[?!.\\s]+$", "");
  }

  private static List<String> places(String text) {
    List<String> places = new ArrayList<>();
    Matcher matcher = PLACES.matcher(text);
    while (matcher.find()) {
      String names = matcher.group(1).replaceFirst("[.'’-]+$", "");
      if (REGION.matcher(names).matches()) {
        places.add(names);
      } else {
        places.addAll(List.of(JOIN.split(names, 0)));
      }
    }
    return places.stream().distinct().toList();
  }

  private static List<String> all(Pattern pattern, String text) {
    List<String> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      found.add(group(matcher));
    }
    return List.copyOf(found);
  }

  private Optional<String> first(Pattern pattern) {
    return all(pattern, text).stream().findFirst();
  }

  /** The group that took part, or else the whole match. */
  private static String group(Matcher matcher) {
    for (int i = 1; i <= matcher.groupCount(); i++) {
      String group = matcher.group(i);
      if (group != null) {
        return group;
      }
    }
    return matcher.group();
  }

  private static boolean contains(String name, String... words) {
    for (String word : words) {
      if (name.contains(word)) {
        return true;
      }
    }
    return false;
  }
}
