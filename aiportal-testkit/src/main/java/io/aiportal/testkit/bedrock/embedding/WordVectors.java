package io.aiportal.testkit.bedrock.embedding;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

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
    for (String word : words(text)) {
      Random random = new Random(word.hashCode());
      for (int i = 0; i < size; i++) {
        sum[i] += random.nextGaussian();
      }
    }
    double squares = Arrays.stream(sum).map(component -> component * component).sum();
    double length = Math.sqrt(normalized ? squares : size);
    ArrayNode vector = JsonNodeFactory.instance.arrayNode(size);
    for (double component : sum) {
      vector.add((float) (component / length));
    }
    return vector;
  }

  /** The words of a text; the text itself where it has none. */
  private static List<String> words(String text) {
    List<String> words =
        BETWEEN_WORDS
            .splitAsStream(text.toLowerCase(Locale.ROOT))
            .filter(word -> !word.isEmpty())
            .toList();
    return words.isEmpty() ? List.of(text) : words;
  }
}
