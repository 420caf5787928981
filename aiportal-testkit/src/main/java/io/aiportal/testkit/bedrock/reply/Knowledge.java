package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The little that the simulated models know: some countries and some topics. */
final class Knowledge {

  private static final JsonNode DATA = load();

  private Knowledge() {}

  /** A subject with the text that answers it. */
  record Topic(String name, String text) {}

  /** The topic whose keywords a text names most of. */
  static Optional<Topic> topic(String text) {
    Set<String> words = words(text);
    JsonNode best = null;
    int most = 0;
    for (JsonNode topic : DATA.get("topics")) {
      for (JsonNode keywords : topic.get("keywords")) {
        if (keywords.size() > most && containsAll(words, keywords)) {
          best = topic;
          most = keywords.size();
        }
      }
    }
    return Optional.ofNullable(best)
        .map(topic -> new Topic(topic.get("name").asText(), topic.get("text").asText()));
  }

  /** The country that a text names, by itself or by its capital. */
  static Optional<JsonNode> country(String text) {
    JsonNode found = null;
    int first = Integer.MAX_VALUE;
    for (JsonNode country : DATA.get("countries")) {
      for (String name : List.of("country", "capital")) {
        int at = text.indexOf(country.get(name).asText());
        if (at >= 0 && at < first) {
          found = country;
          first = at;
        }
      }
    }
    return Optional.ofNullable(found);
  }

  /** The words of a text in lower case. */
  static Set<String> words(String text) {
    return new HashSet<>(
        Arrays.asList(text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}-]+", -1)));
  }

  private static boolean containsAll(Set<String> words, JsonNode keywords) {
    for (JsonNode keyword : keywords) {
      if (!words.contains(keyword.asText())) {
        return false;
      }
    }
    return true;
  }

  private static JsonNode load() {
    try (InputStream in =
        Objects.requireNonNull(Knowledge.class.getResourceAsStream("knowledge.json"))) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException("knowledge.json cannot be read", e);
    }
  }
}
