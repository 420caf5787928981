package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Vectors that are made of words alone: equal texts have equal vectors, and texts that share words
 * are near each other. A shorter vector is the start of a longer one, but for its length.
 */
final class WordVectors {

  /** Of any language: what is no letter and no digit parts words. */
  private static final Pattern BETWEEN_WORDS =
      Pattern.compile("\\W+", Pattern.UNICODE_CHARACTER_CLASS);

  private WordVectors() {}

  /** The vector of a text; brought to a length of one where that is asked for. */
  static ArrayNode of(String text, int size, boolean normalized) {
    double[] sum = new double[size];
    words(text)
        .forEach(
            (word, times) -> {
              Random random = new Random(word.hashCode());
              for (int i = 0; i < size; i++) {
                sum[i] += times * random.nextGaussian();
              }
            });
    double squares = Arrays.stream(sum).map(component -> component * component).sum();
    double length = Math.sqrt(normalized ? squares : size);
    ArrayNode vector = JsonNodeFactory.instance.arrayNode(size);
    for (double component : sum) {
      vector.add((float) (component / length));
    }
    return vector;
  }

  /** How often each word stands in a text; the text itself once, where it has none. */
  private static Map<String, Long> words(String text) {
    Map<String, Long> words =
        BETWEEN_WORDS
            .splitAsStream(text.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.groupingBy(word -> word, TreeMap::new, Collectors.counting()));
    return words.isEmpty() ? Map.of(text, 1L) : words;
  }
}
