package io.aiportal.ollama.api.systemone;

import io.aiportal.ollama.internal.json.JsonObjects;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The probabilities of one question's candidates, as the model states them, brought to a sum of 1.
 *
 * @param values one for each candidate, in their order
 */
record StatedProbabilities(double[] values) {

  /**
   * Reads what a model said.
   *
   * @param text its answer: an object of objects of numbers, by codes
   * @param question the question's place among all, from 0
   * @return null if a number is missing, or none of them is more than 0
   */
  static @Nullable StatedProbabilities read(String text, int question, int candidates) {
    Map<String, @Nullable Object> answer = JsonObjects.parse(text);
    if (answer == null
        || !(answer.get(DecisionCallConverter.code(question)) instanceof Map<?, ?> stated)) {
      return null;
    }
    double[] values = new double[candidates];
    double sum = 0;
    for (int i = 0; i < candidates; i++) {
      double value = number(stated.get(DecisionCallConverter.option(i)));
      if (!Double.isFinite(value)) {
        return null;
      }
      values[i] = Math.max(0, value);
      sum += values[i];
    }
    return sum > 0 && Double.isFinite(sum) ? normalized(values, sum) : null;
  }

  /** Some models write numbers as texts. */
  private static double number(@Nullable Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    try {
      return value instanceof String text ? Double.parseDouble(text) : Double.NaN;
    } catch (NumberFormatException noNumber) {
      return Double.NaN;
    }
  }

  private static StatedProbabilities normalized(double[] values, double sum) {
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return new StatedProbabilities(values);
  }

  /** The place of the most probable candidate; the first of several. */
  int first() {
    int first = 0;
    for (int i = 1; i < values.length; i++) {
      first = values[i] > values[first] ? i : first;
    }
    return first;
  }

  /** The mean of the places, each as often as it is probable. */
  double score() {
    double score = 0;
    for (int i = 0; i < values.length; i++) {
      score += i * values[i];
    }
    return score;
  }

  /** How far this is from knowing nothing: 1 less the entropy, in parts of its most. */
  double confidence() {
    double entropy = 0;
    for (double value : values) {
      entropy -= value > 0 ? value * Math.log(value) : 0;
    }
    return Math.max(0, Math.min(1, 1 - entropy / Math.log(values.length)));
  }
}
