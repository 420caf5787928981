package io.aiportal.testkit.bedrock.rules;

import java.util.List;
import java.util.stream.Collectors;

/** Lists of values as the models spell them. */
final class Words {

  private Words() {}

  /** Such as {@code 'low', 'medium' or 'high'}. */
  static String or(List<String> values) {
    return joined(values, " or ");
  }

  /** Such as {@code 'low', 'medium', and 'high'}. */
  static String and(List<String> values) {
    return joined(values, ", and ");
  }

  private static String joined(List<String> values, String last) {
    List<String> quoted = values.stream().map(value -> "'" + value + "'").toList();
    int end = quoted.size() - 1;
    return end < 1
        ? String.join("", quoted)
        : quoted.stream().limit(end).collect(Collectors.joining(", ")) + last + quoted.get(end);
  }
}
