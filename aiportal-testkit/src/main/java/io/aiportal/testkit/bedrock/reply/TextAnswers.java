package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Writes the answer to a prompt in plain words. */
final class TextAnswers {

  private static final Pattern GREETING =
      Pattern.compile(
          "(?i)^\\s*(hi|hello|hey|good (?:morning|afternoon|evening)|greetings)\\b[^?]{0,30}$");
  private static final Pattern THANKS = Pattern.compile("(?i)^\\s*(thanks|thank you)\\b.{0,40}$");
  private static final Pattern WHO =
      Pattern.compile("(?i)\\b(who|what) are you\\b|\\bwhat model\\b|\\bwhich model\\b");
  private static final Pattern ECHO =
      Pattern.compile(
          "(?is)^\\s*(?:please )?(?:say|repeat|echo|(?:reply|respond|answer) with)"
              + "(?: back| exactly| only| just)*(?: the)?(?: single)?"
              + "(?: words?| text| phrase| sentence)?\\s*:?\\s+(.+?)\\s*$");
  private static final Pattern COUNT =
      Pattern.compile(
          "(?i)\\bcount (?:from (-?\\d{1,6}) )?(?:up )?to (\\d{1,6})\\b|"
              + "\\bnumbers (?:from )?(\\d{1,6}) to (\\d{1,6})\\b");
  private static final Pattern WORDS = Pattern.compile("(?i)\\b(\\d{2,5})[- ]words?\\b");
  private static final Pattern MY_NAME =
      Pattern.compile("(?:[Mm]y name is|[Ii] am|I'm) (\\p{Lu}[\\p{L}-]*)");
  private static final Pattern ASKS_NAME =
      Pattern.compile("(?i)\\b(?:what(?:'s| is)|do you (?:know|remember)) my name\\b");
  private static final int LONGEST_COUNT = 5_000;
  private static final int LONGEST_TEXT = 20_000;
  private static final String PAGE =
      "A portal is more than a page with a box to type in. People ask, a model answers, and in"
          + " between a gateway takes care that the right model is asked in the right way. It reads"
          + " the request, checks what may pass, signs it, and hands on every piece of the answer"
          + " as soon as it arrives. Nobody waits for the last word to read the first. ";

  private TextAnswers() {}

  /** The answer to a prompt, in one or more sentences of English. */
  static String to(String modelId, UserPrompt prompt) {
    String text = prompt.gist();
    List<String> media = media(prompt);
    if (!media.isEmpty()) {
      return ofMedia(prompt, media);
    }
    return special(modelId, prompt)
        .or(() -> Arithmetic.in(text).map(sum -> sum.expression() + " = " + sum.result()))
        .or(() -> country(text))
        .or(() -> Knowledge.topic(text).map(Knowledge.Topic::text))
        .orElseGet(() -> reflection(prompt));
  }

  private static Optional<String> special(String modelId, UserPrompt prompt) {
    String text = prompt.gist();
    Matcher count = COUNT.matcher(text);
    Matcher words = WORDS.matcher(text);
    Matcher echo = ECHO.matcher(text);
    if (text.isBlank() || text.strip().equals(".")) {
      return Optional.of("I am ready. What would you like to know?");
    } else if (GREETING.matcher(text).find()) {
      return Optional.of("Hello! How can I help you today?");
    } else if (THANKS.matcher(text).find()) {
      return Optional.of("You are welcome. Is there anything else I can do?");
    } else if (ASKS_NAME.matcher(text).find()) {
      return Optional.of(name(prompt));
    } else if (WHO.matcher(text).find()) {
      return Optional.of(
          ("I am a simulated model that stands in for %s of Amazon Bedrock. I answer from a small"
                  + " stock of texts, always the same way, so that the portal around me can be tried"
                  + " out.")
              .formatted(modelId));
    } else if (count.find()) {
      return Optional.of(count(count));
    } else if (words.find()) {
      return Optional.of(prose(Integer.parseInt(words.group(1))));
    } else if (echo.matches()) {
      return Optional.of(echo.group(1).replaceFirst("(?s)^[\"“'](.*)[\"”'][.!]?$", "$1"));
    }
    return Optional.empty();
  }

  private static String name(UserPrompt prompt) {
    String name = null;
    for (String earlier : prompt.earlierTexts()) {
      Matcher matcher = MY_NAME.matcher(earlier);
      if (matcher.find()) {
        name = matcher.group(1);
      }
    }
    return name == null
        ? "You have not told me your name yet."
        : "Your name is %s; you told me earlier in this conversation.".formatted(name);
  }

  private static String count(Matcher count) {
    boolean counted = count.group(2) != null;
    String from = counted ? count.group(1) : count.group(3);
    int first = from == null ? 1 : Integer.parseInt(from);
    int last = Integer.parseInt(counted ? count.group(2) : count.group(4));
    return String.join(
        ", ",
        IntStream.rangeClosed(first, Math.min(last, first + LONGEST_COUNT))
            .mapToObj(String::valueOf)
            .toList());
  }

  private static String prose(int words) {
    String[] page = PAGE.strip().split(" ", -1);
    List<String> text = new ArrayList<>();
    for (int i = 0; i < Math.min(words, LONGEST_TEXT); i++) {
      text.add(page[i % page.length]);
    }
    return String.join(" ", text);
  }

  private static Optional<String> country(String text) {
    String lowerCase = text.toLowerCase(Locale.ROOT);
    return Knowledge.country(text)
        .map(
            country -> {
              String name = country.get("country").asText();
              if (lowerCase.contains("capital")) {
                return "The capital of %s is %s.".formatted(name, country.get("capital").asText());
              }
              return ("%s is a country in %s with about %,d million people. Its capital is %s, its"
                      + " currency the %s, and people there speak %s.")
                  .formatted(
                      name,
                      country.get("continent").asText(),
                      Math.round(country.get("population").asDouble() / 1e6),
                      country.get("capital").asText(),
                      country.get("currency").asText(),
                      list(country.get("languages")));
            });
  }

  private static String list(JsonNode values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(value.asText()));
    int last = texts.size() - 1;
    return last == 0
        ? texts.get(0)
        : String.join(", ", texts.subList(0, last)) + " and " + texts.get(last);
  }

  private static List<String> media(UserPrompt prompt) {
    List<String> media = new ArrayList<>();
    prompt.lastBlocks("image").forEach(image -> media.add(Media.image(image)));
    prompt.lastBlocks("document").forEach(document -> media.add(Media.document(document)));
    return media;
  }

  private static String ofMedia(UserPrompt prompt, List<String> media) {
    String quotation = prompt.text().isBlank() ? "" : "You asked: “%s” ".formatted(prompt.brief());
    return quotation
        + "I received "
        + String.join("; and ", media)
        + ". As a simulated model I read the file's header and size, not what it shows.";
  }

  private static String reflection(UserPrompt prompt) {
    return ("You asked: “%s” I am a simulated model and have no stored answer to that, so"
            + " here is how I would go about it. First make clear what a good answer has to"
            + " contain. Then gather the facts it depends on and check the ones that matter"
            + " most. Finally put the result first and the reasons after it. Ask me about"
            + " Amazon Bedrock, Ollama, a country or a sum, and I can say more.")
        .formatted(prompt.brief());
  }
}
