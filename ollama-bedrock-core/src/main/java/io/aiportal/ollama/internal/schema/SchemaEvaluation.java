package io.aiportal.ollama.internal.schema;

import java.math.BigDecimal;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One value against one schema.
 *
 * <p>A schema is obeyed unless something in it is known not to be. What cannot be told, because a
 * part of the schema is none, is no problem, and neither is what hangs on it.
 */
final class SchemaEvaluation {

  private static final int MOST_PROBLEMS = 10;

  private final SchemaReferences references;
  private final Effort effort;

  /** The addresses of the schemas that are being checked, one inside the other. */
  private final Deque<URI> scope = new ArrayDeque<>();

  /** What is wrong with the value, or with that of the schema that is being tried. */
  private List<SchemaProblem> problems = new ArrayList<>();

  /** Whether something was left out, of the schema or of the one that is being tried. */
  private boolean unknown;

  SchemaEvaluation(SchemaReferences references, Effort effort) {
    this.references = references;
    this.effort = effort;
  }

  List<SchemaProblem> problems(Object schema, @Nullable Object value) {
    check(schema, value, "", new Evaluated());
    return problems;
  }

  private void wrong(String path, String keyword, String words) {
    if (problems.size() < MOST_PROBLEMS) {
      problems.add(new SchemaProblem(path, keyword, words));
    }
  }

  /** Tries a schema: whether it fits is all that is asked. */
  private Fit fit(@Nullable Object schema, @Nullable Object value, Evaluated evaluated) {
    List<SchemaProblem> outerProblems = problems;
    boolean outerUnknown = unknown;
    problems = new ArrayList<>();
    unknown = false;
    Evaluated own = new Evaluated();
    check(schema, value, "", own);
    Fit fit = !problems.isEmpty() ? Fit.NO : unknown ? Fit.UNKNOWN : Fit.YES;
    if (fit != Fit.NO) {
      evaluated.addAll(own);
    }
    problems = outerProblems;
    unknown = outerUnknown;
    return known(fit);
  }

  /** Notes that something cannot be told. */
  private Fit known(Fit fit) {
    unknown |= fit == Fit.UNKNOWN;
    return fit;
  }

  private void check(
      @Nullable Object schema, @Nullable Object value, String path, Evaluated evaluated) {
    if (Boolean.FALSE.equals(schema)) {
      wrong(path, "false", "must not be there");
    } else if (schema instanceof Map<?, ?> keywords) {
      effort.enter();
      scope.addLast(references.base(keywords));
      keywords(keywords, value, path, evaluated);
      scope.removeLast();
      effort.leave();
    } else if (!Boolean.TRUE.equals(schema)) {
      unknown = true;
      evaluated.everything();
    }
  }

  private void keywords(
      Map<?, ?> schema, @Nullable Object value, String path, Evaluated evaluated) {
    if (schema.get("$ref") instanceof String reference) {
      inPlace(references.resolve(schema, reference), value, path, evaluated);
    }
    if (references.isReferenceAlone(schema)) {
      return;
    }
    for (String keyword : List.of("$dynamicRef", "$recursiveRef")) {
      if (schema.get(keyword) instanceof String reference) {
        effort.steps(scope.size());
        Object target = references.resolveDynamic(schema, reference, scope);
        inPlace(target, value, path, evaluated);
      }
    }
    effort.steps(schema.size());
    unknown |= !SchemaKeywords.areWellFormed(schema);
    type(schema, value, path);
    values(schema, value, path);
    if (value instanceof Number number) {
      number(schema, SchemaValues.decimal(number), path);
    } else if (value instanceof String text) {
      string(schema, text, path);
    }
    combined(schema, value, path, evaluated);
    if (value instanceof List<?> array) {
      array(schema, array, path, evaluated);
    } else if (value instanceof Map<?, ?> object) {
      object(schema, object, path, evaluated);
    }
  }

  /** A schema of the same value: it sees nothing of what others said of the value before it. */
  private void inPlace(
      @Nullable Object schema, @Nullable Object value, String path, Evaluated evaluated) {
    Evaluated own = new Evaluated();
    check(schema, value, path, own);
    evaluated.addAll(own);
  }

  private void type(Map<?, ?> schema, @Nullable Object value, String path) {
    Object type = schema.get("type");
    List<?> types =
        type instanceof List<?> several ? several : type == null ? List.of() : List.of(type);
    boolean right = types.isEmpty();
    for (Object one : types) {
      // Once a type could be a schema.
      Fit fit =
          one instanceof String name
              ? known(SchemaValues.type(name, value))
              : fit(one, value, new Evaluated());
      right |= fit != Fit.NO;
    }
    if (!right) {
      wrong(path, "type", "must be of type " + types);
    }
  }

  private void values(Map<?, ?> schema, @Nullable Object value, String path) {
    if (schema.get("enum") instanceof List<?> allowed) {
      Object wanted = SchemaValues.comparable(value, effort);
      if (allowed.stream().noneMatch(one -> SchemaValues.comparable(one, effort).equals(wanted))) {
        wrong(path, "enum", "must be one of the values of the schema's enum");
      }
    }
    if (schema.containsKey("const")
        && !SchemaValues.comparable(schema.get("const"), effort)
            .equals(SchemaValues.comparable(value, effort))) {
      wrong(path, "const", "must be the value of the schema's const");
    }
  }

  private void number(Map<?, ?> schema, BigDecimal number, String path) {
    BigDecimal minimum = limit(schema, "minimum");
    boolean above = Boolean.TRUE.equals(schema.get("exclusiveMinimum"));
    if (minimum != null && number.compareTo(minimum) < (above ? 1 : 0)) {
      wrong(path, "minimum", "must be " + (above ? "more than " : "at least ") + minimum);
    }
    BigDecimal maximum = limit(schema, "maximum");
    boolean below = Boolean.TRUE.equals(schema.get("exclusiveMaximum"));
    if (maximum != null && number.compareTo(maximum) > (below ? -1 : 0)) {
      wrong(path, "maximum", "must be " + (below ? "less than " : "at most ") + maximum);
    }
    BigDecimal lower = limit(schema, "exclusiveMinimum");
    if (lower != null && number.compareTo(lower) <= 0) {
      wrong(path, "exclusiveMinimum", "must be more than " + lower);
    }
    BigDecimal upper = limit(schema, "exclusiveMaximum");
    if (upper != null && number.compareTo(upper) >= 0) {
      wrong(path, "exclusiveMaximum", "must be less than " + upper);
    }
    BigDecimal multiple = limit(schema, "multipleOf");
    if (multiple != null && known(SchemaValues.multiple(number, multiple)) == Fit.NO) {
      wrong(path, "multipleOf", "must be a multiple of " + multiple);
    }
  }

  private void string(Map<?, ?> schema, String text, String path) {
    size(schema, text.codePointCount(0, text.length()), "Length", path, "characters");
    if (schema.get("pattern") instanceof String pattern
        && known(effort.finds(pattern, text)) == Fit.NO) {
      wrong(path, "pattern", "must match the schema's pattern");
    }
  }

  private void combined(
      Map<?, ?> schema, @Nullable Object value, String path, Evaluated evaluated) {
    if (schema.get("allOf") instanceof List<?> all) {
      all.forEach(one -> inPlace(one, value, path, evaluated));
    }
    if (schema.get("anyOf") instanceof List<?> any) {
      List<Fit> fits = fits(any, value, evaluated);
      if (noneFits(fits)) {
        wrong(path, "anyOf", "must follow one of the schemas of anyOf");
      }
    }
    if (schema.get("oneOf") instanceof List<?> one) {
      List<Fit> fits = fits(one, value, evaluated);
      if (noneFits(fits) || fits.stream().filter(Fit.YES::equals).count() > 1) {
        wrong(path, "oneOf", "must follow exactly one of the schemas of oneOf");
      }
    }
    if (schema.containsKey("not") && fit(schema.get("not"), value, new Evaluated()) == Fit.YES) {
      wrong(path, "not", "must not follow the schema of not");
    }
    if (schema.containsKey("if")) {
      Fit condition = fit(schema.get("if"), value, evaluated);
      String branch = condition == Fit.YES ? "then" : "else";
      if (condition == Fit.UNKNOWN) {
        evaluated.everything();
      } else if (schema.containsKey(branch)) {
        inPlace(schema.get(branch), value, path, evaluated);
      }
    }
  }

  private List<Fit> fits(List<?> schemas, @Nullable Object value, Evaluated evaluated) {
    List<Fit> fits = new ArrayList<>(schemas.size());
    schemas.forEach(schema -> fits.add(fit(schema, value, evaluated)));
    return fits;
  }

  private static boolean noneFits(List<Fit> fits) {
    return !fits.isEmpty() && fits.stream().allMatch(Fit.NO::equals);
  }

  private void array(Map<?, ?> schema, List<?> array, String path, Evaluated evaluated) {
    size(schema, array.size(), "Items", path, "elements");
    if (Boolean.TRUE.equals(schema.get("uniqueItems")) && !isUnique(array)) {
      wrong(path, "uniqueItems", "must have no element twice");
    }
    Object items = schema.get("items");
    boolean named = schema.containsKey("prefixItems");
    Object first = named ? schema.get("prefixItems") : items;
    List<?> prefix = first instanceof List<?> each ? each : List.of();
    String rest = !named && items instanceof List ? "additionalItems" : "items";
    for (int i = 0; i < array.size(); i++) {
      if (i < prefix.size()) {
        element(prefix.get(i), array, i, path, evaluated);
      } else if (schema.containsKey(rest)) {
        element(schema.get(rest), array, i, path, evaluated);
      }
    }
    contains(schema, array, path, evaluated);
    if (schema.containsKey("unevaluatedItems")) {
      for (int i = 0; i < array.size(); i++) {
        if (!evaluated.hasElement(i)) {
          element(schema.get("unevaluatedItems"), array, i, path, evaluated);
        }
      }
    }
  }

  private void element(
      @Nullable Object schema, List<?> array, int index, String path, Evaluated evaluated) {
    check(schema, array.get(index), path + "/" + index, new Evaluated());
    evaluated.element(index);
  }

  private boolean isUnique(List<?> array) {
    Set<Object> seen = new HashSet<>();
    return array.stream().allMatch(element -> seen.add(SchemaValues.comparable(element, effort)));
  }

  private void contains(Map<?, ?> schema, List<?> array, String path, Evaluated evaluated) {
    if (!schema.containsKey("contains")) {
      return;
    }
    int sure = 0;
    int possible = 0;
    for (int i = 0; i < array.size(); i++) {
      Fit fit = fit(schema.get("contains"), array.get(i), new Evaluated());
      if (fit != Fit.NO) {
        possible++;
        evaluated.element(i);
      }
      sure += fit == Fit.YES ? 1 : 0;
    }
    BigDecimal least = limit(schema, "minContains");
    BigDecimal most = limit(schema, "maxContains");
    if (BigDecimal.valueOf(possible).compareTo(least == null ? BigDecimal.ONE : least) < 0
        || (most != null && BigDecimal.valueOf(sure).compareTo(most) > 0)) {
      wrong(path, "contains", "must contain as many fitting elements as the schema says");
    }
  }

  private void object(Map<?, ?> schema, Map<?, ?> object, String path, Evaluated evaluated) {
    size(schema, object.size(), "Properties", path, "properties");
    if (schema.get("required") instanceof List<?> required) {
      required(required, object, path, "required");
    }
    for (Map.Entry<?, ?> member : object.entrySet()) {
      property(schema, member, path, evaluated);
    }
    dependencies(schema, object, path, evaluated);
    if (schema.containsKey("unevaluatedProperties")) {
      for (Map.Entry<?, ?> member : object.entrySet()) {
        if (!evaluated.hasMember(member.getKey())) {
          member(schema.get("unevaluatedProperties"), member, path, evaluated);
        }
      }
    }
  }

  private void required(List<?> names, Map<?, ?> object, String path, String keyword) {
    for (Object name : names) {
      if (!(name instanceof String)) {
        unknown = true;
      } else if (!object.containsKey(name)) {
        wrong(path, keyword, "must have the property \"" + name + '"');
      }
    }
  }

  private void property(
      Map<?, ?> schema, Map.Entry<?, ?> member, String path, Evaluated evaluated) {
    String name = (String) member.getKey();
    boolean described = false;
    if (schema.get("properties") instanceof Map<?, ?> properties && properties.containsKey(name)) {
      described = true;
      member(properties.get(name), member, path, evaluated);
    }
    if (schema.get("patternProperties") instanceof Map<?, ?> patterns) {
      for (Map.Entry<?, ?> pattern : patterns.entrySet()) {
        Fit found = known(effort.finds((String) pattern.getKey(), name));
        described |= found != Fit.NO;
        if (found == Fit.YES) {
          member(pattern.getValue(), member, path, evaluated);
        } else if (found == Fit.UNKNOWN) {
          evaluated.member(name);
        }
      }
    }
    if (!described && schema.containsKey("additionalProperties")) {
      member(schema.get("additionalProperties"), member, path, evaluated);
    }
    if (schema.containsKey("propertyNames")
        && fit(schema.get("propertyNames"), name, new Evaluated()) == Fit.NO) {
      wrong(path, "propertyNames", "must have no property \"" + name + '"');
    }
  }

  private void member(
      @Nullable Object schema, Map.Entry<?, ?> member, String path, Evaluated evaluated) {
    String step = ((String) member.getKey()).replace("~", "~0").replace("/", "~1");
    check(schema, member.getValue(), path + "/" + step, new Evaluated());
    evaluated.member(member.getKey());
  }

  private void dependencies(Map<?, ?> schema, Map<?, ?> object, String path, Evaluated evaluated) {
    for (String keyword : List.of("dependentRequired", "dependentSchemas", "dependencies")) {
      if (schema.get(keyword) instanceof Map<?, ?> dependencies) {
        for (Map.Entry<?, ?> dependency : dependencies.entrySet()) {
          if (object.containsKey(dependency.getKey())) {
            if (dependency.getValue() instanceof List<?> names) {
              required(names, object, path, keyword);
            } else {
              inPlace(dependency.getValue(), object, path, evaluated);
            }
          }
        }
      }
    }
  }

  private void size(Map<?, ?> schema, int size, String of, String path, String what) {
    BigDecimal actual = BigDecimal.valueOf(size);
    BigDecimal least = limit(schema, "min" + of);
    if (least != null && actual.compareTo(least) < 0) {
      wrong(path, "min" + of, "must have at least " + least + " " + what);
    }
    BigDecimal most = limit(schema, "max" + of);
    if (most != null && actual.compareTo(most) > 0) {
      wrong(path, "max" + of, "must have at most " + most + " " + what);
    }
  }

  private static @Nullable BigDecimal limit(Map<?, ?> schema, String keyword) {
    return schema.get(keyword) instanceof Number number ? SchemaValues.decimal(number) : null;
  }
}
