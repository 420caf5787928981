package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands in {@code additionalModelRequestFields}. */
final class FieldRules {

  static final List<Rule> ALL =
      List.of(
          FieldRules::unknownField,
          FieldRules::unknownMember,
          FieldRules::notText,
          FieldRules::value,
          FieldRules::betaFlag);

  /** Claude's flags all end in the day of their birth. */
  private static final Pattern BETA_FLAG = Pattern.compile("[a-z0-9-]+-20\\d\\d-\\d\\d-\\d\\d");

  private FieldRules() {}

  private static @Nullable Violation unknownField(CheckedRequest request) {
    List<String> known = request.family().fields().names();
    return known == null ? null : unknown(request, "", known);
  }

  private static @Nullable Violation unknownMember(CheckedRequest request) {
    for (Map.Entry<String, List<String>> members : request.family().fields().members().entrySet()) {
      Violation unknown = unknown(request, members.getKey(), members.getValue());
      if (unknown != null) {
        return unknown;
      }
    }
    return null;
  }

  private static @Nullable Violation unknown(
      CheckedRequest request, String pointer, List<String> known) {
    for (Map.Entry<String, JsonNode> member : request.additional().at(pointer).properties()) {
      if (!known.contains(member.getKey())) {
        return request.refusal(
            "unknownField",
            "pointer",
            pointer,
            "name",
            member.getKey(),
            "value",
            member.getValue().toString());
      }
    }
    return null;
  }

  private static @Nullable Violation notText(CheckedRequest request) {
    for (String pointer : request.family().fields().texts()) {
      JsonNode value = request.additional().at(pointer);
      if (value.isObject() && !value.isEmpty()) {
        TreeSet<String> members = new TreeSet<>();
        value.fieldNames().forEachRemaining(members::add);
        return request.refusal("fieldText", "member", members.first());
      }
    }
    return null;
  }

  private static @Nullable Violation value(CheckedRequest request) {
    for (Map.Entry<String, List<String>> values : request.family().fields().values().entrySet()) {
      JsonNode value = request.additional().at(values.getKey());
      if (!value.isMissingNode() && !values.getValue().contains(value.asText())) {
        return request.refusal(
            "fieldValue",
            "pointer",
            values.getKey(),
            "name",
            values.getKey().substring(1).replace('/', '.'),
            "value",
            value.asText(),
            "or",
            Words.or(values.getValue()),
            "and",
            Words.and(values.getValue()),
            "calledAs",
            request.call().calledAs());
      }
    }
    return null;
  }

  private static @Nullable Violation betaFlag(CheckedRequest request) {
    for (JsonNode flag : request.additional().path("anthropic_beta")) {
      if (!request.family().thinking().types().isEmpty()
          && !BETA_FLAG.matcher(flag.asText()).matches()) {
        return request.refusal("betaFlag");
      }
    }
    return null;
  }
}
