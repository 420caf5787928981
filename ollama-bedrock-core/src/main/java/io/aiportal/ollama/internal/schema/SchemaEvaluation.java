package io.aiportal.ollama.internal.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One value against one schema. */
final class SchemaEvaluation {

  private static final int MOST_PROBLEMS = 10;

  private final SchemaReferences references;
  private final Effort effort;
  private final List<SchemaProblem> problems = new ArrayList<>();

  /** Schemas being tried: whether they fit is all that is asked. */
  private int trying;

  SchemaEvaluation(SchemaReferences references, Effort effort) {
    this.references = references;
    this.effort = effort;
  }

  List<SchemaProblem> problems(Object schema, @Nullable Object value) {
    check(schema, value, "", new Evaluated());
    return problems;
  }

  private boolean wrong(String path, String keyword, String words) {
    if (trying == 0 && problems.size() < MOST_PROBLEMS) {
      problems.add(new SchemaProblem(path, keyword, words));
    }
    return false;
  }

  private boolean fits(@Nullable Object schema, @Nullable Object value, Evaluated evaluated) {
    trying++;
    try {
      Evaluated own = new Evaluated();
      boolean fits = check(schema, value, "", own);
      if (fits) {
        evaluated.addAll(own);
      }
      return fits;
    } finally {
      trying--;
    }
  }

  private boolean check(
      @Nullable Object schema, @Nullable Object value, String path, Evaluated evaluated) {
    if (Boolean.FALSE.equals(schema)) {
      return wrong(path, "false", "must not be there");
    }
    if (!(schema instanceof Map<?, ?> keywords)) {
      return true;
    }
    effort.enter();
    try {
      boolean right = reference(keywords, value, path, evaluated);
      right &= type(keywords, value, path);
      right &= values(keywords, value, path);
      if (value instanceof Number number) {
        right &= number(keywords, SchemaValues.decimal(number), path);
      } else if (value instanceof String text) {
        right &= string(keywords, text, path);
      }
      right &= combined(keywords, value, path, evaluated);
      if (value instanceof List<?> array) {
        right &= array(keywords, array, path, evaluated);
      } else if (value instanceof Map<?, ?> object) {
        right &= object(keywords, object, path, evaluated);
      }
      return right;
    } finally {
      effort.leave();
    }
  }

  /** A schema of the same value: it sees nothing of what others said of the value before it. */
  private boolean inPlace(
      @Nullable Object schema, @Nullable Object value, String path, Evaluated evaluated) {
    Evaluated own = new Evaluated();
    boolean right = check(schema, value, path, own);
    evaluated.addAll(own);
    return right;
  }

  private boolean reference(
      Map<?, ?> schema, @Nullable Object value, String path, Evaluated evaluated) {
    boolean right = true;
    for (String keyword : List.of("$ref", "$dynamicRef", "$recursiveRef")) {
      if (schema.get(keyword) instanceof String reference) {
        right &= inPlace(references.resolve(schema, reference), value, path, evaluated);
      }
    }
    return right;
  }

  private boolean type(Map<?, ?> schema, @Nullable Object value, String path) {
    Object type = schema.get("type");
    List<?> types =
        type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
    for (Object one : types) {
      boolean fits =
          one instanceof String name
              ? SchemaValues.isOf(name, value)
              : fits(one, value, new Evaluated());
      if (fits) {
        return true;
      }
    }
    return types.isEmpty() || wrong(path, "type", "must be of type " + types);
  }

  private boolean values(Map<?, ?> schema, @Nullable Object value, String path) {
    boolean right = true;
    if (schema.get("enum") instanceof List<?> allowed) {
      Object wanted = SchemaValues.comparable(value, effort);
      right =
          allowed.stream().anyMatch(one -> SchemaValues.comparable(one, effort).equals(wanted))
              || wrong(path, "enum", "must be one of the values of the schema's enum");
    }
    if (schema.containsKey("const")) {
      right &=
          SchemaValues.comparable(schema.get("const"), effort)
                  .equals(SchemaValues.comparable(value, effort))
              || wrong(path, "const", "must be the value of the schema's const");
    }
    return right;
  }

  private boolean number(Map<?, ?> schema, BigDecimal number, String path) {
    boolean right = true;
    BigDecimal minimum = limit(schema, "minimum");
    if (minimum != null) {
      boolean beyond = Boolean.TRUE.equals(schema.get("exclusiveMinimum"));
      right &=
          number.compareTo(minimum) >= (beyond ? 1 : 0)
              || wrong(path, "minimum", "must be at least " + schema.get("minimum"));
    }
    BigDecimal maximum = limit(schema, "maximum");
    if (maximum != null) {
      boolean beyond = Boolean.TRUE.equals(schema.get("exclusiveMaximum"));
      right &=
          number.compareTo(maximum) <= (beyond ? -1 : 0)
              || wrong(path, "maximum", "must be at most " + schema.get("maximum"));
    }
    BigDecimal above = limit(schema, "exclusiveMinimum");
    right &=
        above == null
            || number.compareTo(above) > 0
            || wrong(path, "exclusiveMinimum", "must be more than " + above);
    BigDecimal below = limit(schema, "exclusiveMaximum");
    right &=
        below == null
            || number.compareTo(below) < 0
            || wrong(path, "exclusiveMaximum", "must be less than " + below);
    BigDecimal multiple = limit(schema, "multipleOf");
    right &=
        multiple == null
            || SchemaValues.isMultiple(number, multiple)
            || wrong(path, "multipleOf", "must be a multiple of " + multiple);
    return right;
  }

  private boolean string(Map<?, ?> schema, String text, String path) {
    int length = text.codePointCount(0, text.length());
    boolean right = within(schema, "minLength", "maxLength", length, path, "characters");
    if (schema.get("pattern") instanceof String pattern) {
      right &=
          effort.finds(pattern, text) || wrong(path, "pattern", "must match the schema's pattern");
    }
    return right;
  }

  private boolean combined(
      Map<?, ?> schema, @Nullable Object value, String path, Evaluated evaluated) {
    boolean right = true;
    if (schema.get("allOf") instanceof List<?> all) {
      Evaluated together = new Evaluated();
      for (Object one : all) {
        right &= inPlace(one, value, path, together);
      }
      evaluated.addAll(together);
    }
    if (schema.get("anyOf") instanceof List<?> any) {
      right &=
          count(any, value, evaluated) > 0
              || wrong(path, "anyOf", "must follow one of the schemas of anyOf");
    }
    if (schema.get("oneOf") instanceof List<?> one) {
      right &=
          count(one, value, evaluated) == 1
              || wrong(path, "oneOf", "must follow exactly one of the schemas of oneOf");
    }
    if (schema.containsKey("not")) {
      right &=
          !fits(schema.get("not"), value, new Evaluated())
              || wrong(path, "not", "must not follow the schema of not");
    }
    if (schema.containsKey("if")) {
      String then = fits(schema.get("if"), value, evaluated) ? "then" : "else";
      right &= !schema.containsKey(then) || inPlace(schema.get(then), value, path, evaluated);
    }
    return right;
  }

  private int count(List<?> schemas, @Nullable Object value, Evaluated evaluated) {
    int count = 0;
    for (Object schema : schemas) {
      count += fits(schema, value, evaluated) ? 1 : 0;
    }
    return count;
  }

  private boolean array(Map<?, ?> schema, List<?> array, String path, Evaluated evaluated) {
    boolean right = within(schema, "minItems", "maxItems", array.size(), path, "elements");
    if (Boolean.TRUE.equals(schema.get("uniqueItems"))) {
      right &= isUnique(array) || wrong(path, "uniqueItems", "must have no element twice");
    }
    Object items = schema.get("items");
    boolean named = schema.containsKey("prefixItems");
    Object first = named ? schema.get("prefixItems") : items;
    List<?> prefix = first instanceof List<?> each ? each : List.of();
    String rest = !named && items instanceof List ? "additionalItems" : "items";
    for (int i = 0; i < array.size(); i++) {
      Object element = array.get(i);
      if (i < prefix.size()) {
        right &= check(prefix.get(i), element, path + "/" + i, new Evaluated());
        evaluated.element(i);
      } else if (schema.containsKey(rest)) {
        right &= check(schema.get(rest), element, path + "/" + i, new Evaluated());
        evaluated.element(i);
      }
    }
    right &= contains(schema, array, path, evaluated);
    right &= unevaluated(schema, array, path, evaluated);
    return right;
  }

  private boolean isUnique(List<?> array) {
    Set<Object> seen = new HashSet<>();
    return array.stream().allMatch(element -> seen.add(SchemaValues.comparable(element, effort)));
  }

  private boolean contains(Map<?, ?> schema, List<?> array, String path, Evaluated evaluated) {
    if (!schema.containsKey("contains")) {
      return true;
    }
    int found = 0;
    for (int i = 0; i < array.size(); i++) {
      if (fits(schema.get("contains"), array.get(i), new Evaluated())) {
        found++;
        evaluated.element(i);
      }
    }
    BigDecimal least = limit(schema, "minContains");
    BigDecimal most = limit(schema, "maxContains");
    BigDecimal count = BigDecimal.valueOf(found);
    return (count.compareTo(least == null ? BigDecimal.ONE : least) >= 0
            && (most == null || count.compareTo(most) <= 0))
        || wrong(path, "contains", "must contain as many fitting elements as the schema says");
  }

  private boolean unevaluated(Map<?, ?> schema, List<?> array, String path, Evaluated evaluated) {
    boolean right = true;
    if (schema.containsKey("unevaluatedItems")) {
      for (int i = 0; i < array.size(); i++) {
        if (!evaluated.has(i)) {
          right &=
              check(schema.get("unevaluatedItems"), array.get(i), path + "/" + i, new Evaluated());
          evaluated.element(i);
        }
      }
    }
    return right;
  }

  private boolean object(Map<?, ?> schema, Map<?, ?> object, String path, Evaluated evaluated) {
    boolean right =
        within(schema, "minProperties", "maxProperties", object.size(), path, "properties");
    if (schema.get("required") instanceof List<?> required) {
      right &= required(required, object, path, "required");
    }
    for (Map.Entry<?, ?> member : object.entrySet()) {
      right &= member(schema, member, path, evaluated);
    }
    right &= dependencies(schema, object, path, evaluated);
    if (schema.containsKey("unevaluatedProperties")) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        if (!evaluated.has(member.getKey())) {
          right &= below(schema.get("unevaluatedProperties"), member, path);
          evaluated.member(member.getKey());
        }
      }
    }
    return right;
  }

  private boolean required(List<?> names, Map<?, ?> object, String path, String keyword) {
    boolean right = true;
    for (Object name : names) {
      right &=
          object.containsKey(name)
              || wrong(path, keyword, "must have the property \"" + name + '"');
    }
    return right;
  }

  private boolean member(
      Map<?, ?> schema, Map.Entry<?, ?> member, String path, Evaluated evaluated) {
    String name = (String) member.getKey();
    boolean right = true;
    boolean described = false;
    if (schema.get("properties") instanceof Map<?, ?> properties && properties.containsKey(name)) {
      described = true;
      right &= below(properties.get(name), member, path);
    }
    if (schema.get("patternProperties") instanceof Map<?, ?> patterns) {
      for (Map.Entry<?, ?> pattern : patterns.entrySet()) {
        if (effort.finds((String) pattern.getKey(), name)) {
          described = true;
          right &= below(pattern.getValue(), member, path);
        }
      }
    }
    if (!described && schema.containsKey("additionalProperties")) {
      described = true;
      right &= below(schema.get("additionalProperties"), member, path);
    }
    if (described) {
      evaluated.member(name);
    }
    if (schema.containsKey("propertyNames")) {
      right &=
          fits(schema.get("propertyNames"), name, new Evaluated())
              || wrong(path, "propertyNames", "must have no property \"" + name + '"');
    }
    return right;
  }

  private boolean below(@Nullable Object schema, Map.Entry<?, ?> member, String path) {
    String step = ((String) member.getKey()).replace("~", "~0").replace("/", "~1");
    return check(schema, member.getValue(), path + "/" + step, new Evaluated());
  }

  private boolean dependencies(
      Map<?, ?> schema, Map<?, ?> object, String path, Evaluated evaluated) {
    boolean right = true;
    for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
      if (schema.get(keyword) instanceof Map<?, ?> dependencies) {
        for (Map.Entry<?, ?> dependency : dependencies.entrySet()) {
          if (object.containsKey(dependency.getKey())) {
            right &=
                dependency.getValue() instanceof List<?> names
                    ? required(names, object, path, keyword)
                    : inPlace(dependency.getValue(), object, path, evaluated);
          }
        }
      }
    }
    return right;
  }

  private boolean within(
      Map<?, ?> schema, String least, String most, int size, String path, String what) {
    BigDecimal minimum = limit(schema, least);
    BigDecimal maximum = limit(schema, most);
    BigDecimal actual = BigDecimal.valueOf(size);
    boolean enough =
        minimum == null
            || actual.compareTo(minimum) >= 0
            || wrong(path, least, "must have at least " + minimum + " " + what);
    boolean few =
        maximum == null
            || actual.compareTo(maximum) <= 0
            || wrong(path, most, "must have at most " + maximum + " " + what);
    return enough && few;
  }

  private static @Nullable BigDecimal limit(Map<?, ?> schema, String keyword) {
    return schema.get(keyword) instanceof Number number ? SchemaValues.decimal(number) : null;
  }
}
