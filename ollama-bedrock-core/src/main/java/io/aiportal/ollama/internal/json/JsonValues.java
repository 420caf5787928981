package io.aiportal.ollama.internal.json;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Tells which Java values are JSON values, and which only look like some. */
public final class JsonValues {

  private static final Set<Class<?>> NUMBERS =
      Set.of(
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          BigInteger.class,
          BigDecimal.class,
          AtomicInteger.class,
          AtomicLong.class);

  /** What is told of a document that is nested deeper than {@link JsonObjects#MAX_WIRE_DEPTH}. */
  public static final String TOO_DEEP =
      "a JSON document in it is nested more than " + JsonObjects.MAX_WIRE_DEPTH + " levels deep";

  private JsonValues() {}

  /** Whether a value is a JSON value without members: a string, a number, a boolean or null. */
  public static boolean isScalar(@Nullable Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return true;
    }
    if (value instanceof Double number) {
      return Double.isFinite(number);
    }
    return value instanceof Float number
        ? Float.isFinite(number)
        : NUMBERS.contains(value.getClass());
  }

  /**
   * What a caller is told of a value that is no JSON value, or of a member's name that is no
   * string: its Java type, and what is allowed. It never tells the value.
   */
  public static String refusal(@Nullable Object value) {
    return "a value of the Java type "
        + (value == null ? "null" : value.getClass().getTypeName())
        + " where only maps with strings as keys, lists, strings, finite numbers, booleans and null"
        + " are allowed";
  }
}
