package io.aiportal.ollama.internal.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as JSON Schema sees them: 1 and 1.0 are the same, and the order of keys is none. */
final class SchemaValues {

  private SchemaValues() {}

  /** Whether a value is of a type by its name in JSON Schema. */
  static Fit type(String type, @Nullable Object value) {
    return switch (type) {
      case "any" -> Fit.YES;
      case "object" -> Fit.of(value instanceof Map);
      case "array" -> Fit.of(value instanceof List);
      case "string" -> Fit.of(value instanceof String);
      case "boolean" -> Fit.of(value instanceof Boolean);
      case "null" -> Fit.of(value == null);
      case "number" -> Fit.of(value instanceof Number);
      case "integer" -> Fit.of(value instanceof Number number && isInteger(number));
      default -> Fit.UNKNOWN;
    };
  }

  private static boolean isInteger(Number number) {
    return decimal(number).stripTrailingZeros().scale() <= 0;
  }

  /** A number's exact value. */
  static BigDecimal decimal(Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    } else if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    } else if (number instanceof Double || number instanceof Float) {
      return new BigDecimal(number.toString());
    }
    return BigDecimal.valueOf(number.longValue());
  }

  /** Whether a number is a multiple of another; not told of some that are very unlike. */
  static Fit multiple(BigDecimal number, BigDecimal of) {
    if (of.signum() <= 0 || Math.abs((long) number.scale() - of.scale()) > 1_000) {
      return Fit.UNKNOWN;
    }
    return Fit.of(number.remainder(of).signum() == 0);
  }

  /** Something that equals another of its kind where the two values are the same. */
  static Object comparable(@Nullable Object value, Effort effort) {
    effort.enter();
    try {
      if (value instanceof Number number) {
        return decimal(number).stripTrailingZeros();
      } else if (value instanceof Map<?, ?> object) {
        Map<String, Object> members = new HashMap<>();
        object.forEach((key, member) -> members.put((String) key, comparable(member, effort)));
        return members;
      } else if (value instanceof List<?> array) {
        return array.stream().map(element -> comparable(element, effort)).toList();
      }
      return value == null ? SchemaValues.class : value;
    } finally {
      effort.leave();
    }
  }
}
