package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The table of model families, and which of them a model id belongs to. */
final class ModelFamilies {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private static final Pattern ARN =
      Pattern.compile("arn:aws[^:]*:(bedrock|sagemaker):[^:]*:[^:]*:([^/]+)/(.+)");
  private static final Pattern PREFIX =
      Pattern.compile("(us|us-gov|eu|apac|jp|au|ca|in|sa|amer|global)\\.(.+)");

  /** What every id of a named model looks like; versions end in digits. */
  private static final Pattern SHAPE =
      Pattern.compile("([a-z0-9]+)\\.[a-z0-9.-]+(:\\d+(:(\\d+k|mm))?)?");

  /** ARNs that name a model; all others say nothing about the model behind them. */
  private static final Set<String> NAMING = Set.of("foundation-model", "inference-profile");

  private static final int REMEMBERED = 1_000;

  private final Map<Pattern, ModelFamily> families = new LinkedHashMap<>();
  private final ModelFamily any;

  /** What was found before, since every call asks. */
  private final Map<String, Optional<ModelFamily>> known = new ConcurrentHashMap<>();

  private ModelFamilies(List<ModelFamily> rows) {
    for (ModelFamily row : rows) {
      families.put(Pattern.compile(row.ids()), row);
    }
    any = rows.get(0);
  }

  /** The family of a model id or ARN; empty when the id names no model that there could be. */
  Optional<ModelFamily> of(String modelId) {
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(modelId, this::find);
  }

  private Optional<ModelFamily> find(String modelId) {
    String base = baseId(modelId);
    if (ARN.matcher(base).matches()) {
      return Optional.of(any);
    }
    if (!SHAPE.matcher(base).matches()) {
      return Optional.empty();
    }
    return families.entrySet().stream()
        .filter(family -> family.getKey().matcher(base).matches())
        .map(Map.Entry::getValue)
        .reduce((first, second) -> second);
  }

  /** The family of a model of which nothing is known. */
  ModelFamily any() {
    return any;
  }

  /** All families, the general ones before the special. */
  List<ModelFamily> all() {
    return List.copyOf(families.values());
  }

  /** The model's own id, without a geography; an ARN that names no model stays what it is. */
  static String baseId(String modelId) {
    String id = modelId;
    Matcher arn = ARN.matcher(modelId);
    if (arn.matches()) {
      if (!NAMING.contains(arn.group(2))) {
        return modelId;
      }
      id = arn.group(3);
    }
    Matcher prefixed = PREFIX.matcher(id);
    return prefixed.matches() ? prefixed.group(2) : id;
  }

  static ModelFamilies load() {
    try (InputStream in =
        Objects.requireNonNull(ModelFamilies.class.getResourceAsStream("model-families.json"))) {
      Map<String, ObjectNode> rows = new LinkedHashMap<>();
      for (JsonNode row : MAPPER.readTree(in)) {
        rows.put(row.get("name").asText(), (ObjectNode) row);
      }
      List<ModelFamily> families = new ArrayList<>();
      for (ObjectNode row : rows.values()) {
        families.add(MAPPER.treeToValue(inherited(row, rows), ModelFamily.class));
      }
      return new ModelFamilies(families);
    } catch (IOException e) {
      throw new UncheckedIOException("model-families.json cannot be read", e);
    }
  }

  private static ObjectNode inherited(ObjectNode row, Map<String, ObjectNode> rows) {
    ObjectNode whole = row.deepCopy();
    whole.remove(List.of("extends", "comment"));
    if (!row.has("extends")) {
      return whole;
    }
    ObjectNode parent =
        Objects.requireNonNull(rows.get(row.get("extends").asText()), row.toString());
    return laid(whole, inherited(parent, rows));
  }

  /** One object over another: members of both are laid over each other if they are objects. */
  private static ObjectNode laid(ObjectNode over, ObjectNode under) {
    ObjectNode whole = under.deepCopy();
    for (Map.Entry<String, JsonNode> member : over.properties()) {
      boolean both = member.getValue().isObject() && whole.path(member.getKey()).isObject();
      whole.set(
          member.getKey(),
          both
              ? laid((ObjectNode) member.getValue(), (ObjectNode) whole.get(member.getKey()))
              : member.getValue());
    }
    return whole;
  }
}
