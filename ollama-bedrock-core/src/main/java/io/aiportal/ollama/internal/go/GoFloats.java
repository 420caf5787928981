package io.aiportal.ollama.internal.go;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Numbers with a fraction as Go writes them to JSON: in as few digits as tell them from their
 * neighbours, and with an exponent only where they are tiny or huge.
 */
public final class GoFloats {

  private static final float TINY = 1e-6f;
  private static final float HUGE = 1e21f;
  private static final double TINY_DOUBLE = 1e-6;
  private static final double HUGE_DOUBLE = 1e21;

  private GoFloats() {}

  /** Has a mapper write them so. */
  public static Module module() {
    return new SimpleModule("go-floats")
        .addSerializer(Double.class, new DoubleWriter())
        .addSerializer(double.class, new DoubleWriter())
        .addSerializer(float[].class, new FloatsWriter())
        .addSerializer(double[].class, new DoublesWriter());
  }

  /** A finite number of single precision. */
  static String of(float number) {
    float size = Math.abs(number);
    // Java's own is not always the shortest before release 19.
    String shortest = NumberOutput.toString(number, true);
    return size < TINY || size >= HUGE ? withExponent(shortest) : plain(shortest);
  }

  /** A finite number of double precision. */
  static String of(double number) {
    double size = Math.abs(number);
    String shortest = NumberOutput.toString(number, true);
    return size < TINY_DOUBLE || size >= HUGE_DOUBLE ? withExponent(shortest) : plain(shortest);
  }

  private static String plain(String java) {
    if (java.contains("E")) {
      return new BigDecimal(java).stripTrailingZeros().toPlainString();
    }
    return java.endsWith(".0") ? java.substring(0, java.length() - 2) : java;
  }

  private static String withExponent(String java) {
    BigDecimal number = new BigDecimal(java).stripTrailingZeros();
    if (number.signum() == 0) {
      return plain(java);
    }
    String digits = number.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - number.scale();
    return (number.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e" : "e+")
        + exponent;
  }

  private static final class DoubleWriter extends JsonSerializer<Double> {
    @Override
    public void serialize(Double number, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeNumber(of(number));
    }
  }

  private static final class FloatsWriter extends JsonSerializer<float[]> {
    @Override
    public void serialize(float[] numbers, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      for (float number : numbers) {
        json.writeNumber(of(number));
      }
      json.writeEndArray();
    }
  }

  private static final class DoublesWriter extends JsonSerializer<double[]> {
    @Override
    public void serialize(double[] numbers, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeStartArray();
      for (double number : numbers) {
        json.writeNumber(of(number));
      }
      json.writeEndArray();
    }
  }
}
