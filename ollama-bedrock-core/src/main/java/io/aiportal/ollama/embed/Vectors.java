package io.aiportal.ollama.embed;

import java.util.Arrays;

/** Calculates with vectors. */
final class Vectors {

  /** What keeps a vector of zeros from being divided by its length. */
  private static final double SMALLEST_LENGTH = 1e-12;

  private Vectors() {}

  /** The start of a vector that is longer; any other as it is. */
  static float[] cut(float[] vector, int dimensions) {
    return vector.length <= dimensions ? vector : Arrays.copyOf(vector, dimensions);
  }

  /** A vector of the same direction whose Euclidean length is one. */
  static float[] normalized(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    double scale = 1 / Math.max(Math.sqrt(squares), SMALLEST_LENGTH);
    float[] normalized = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      normalized[i] = (float) (vector[i] * scale);
    }
    return normalized;
  }
}
