package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * How a model answers what it takes; laid together from the rows of {@code model-behaviours.json}.
 *
 * @param obeys the forced choices of a tool that it follows: any, tool
 * @param thinks whether only when asked to
 * @param efforts the levels of {@code reasoning_effort} at which it thinks
 * @param signed whether its thoughts are signed
 * @param shown whether they are shown without being asked for
 * @param heedsStops whether it stops at a stop sequence
 * @param callIds what the ids of its tool calls look like
 * @param cacheMinimum the tokens that a prefix must have to be cached
 */
record ModelBehaviour(
    List<String> obeys,
    Thinks thinks,
    List<String> efforts,
    boolean signed,
    boolean shown,
    boolean heedsStops,
    CallIds callIds,
    int cacheMinimum) {

  /** When a model thinks. */
  enum Thinks {
    asked,
    always
  }

  /** What the ids of tool calls look like. */
  enum CallIds {
    bedrock,
    nine
  }

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
  private static final Map<Pattern, ObjectNode> ROWS = rows();
  private static final int REMEMBERED = 1_000;

  /** What was found before, since every call asks. */
  private static final Map<String, ModelBehaviour> KNOWN = new ConcurrentHashMap<>();

  private static final Pattern GEOGRAPHY =
      Pattern.compile(
          "^(.*/)?((us|us-gov|eu|apac|jp|au|ca|in|sa|amer|global)\\.(?=[a-z0-9]+\\.))?");

  /** The behaviour of a model, by its id or by that of a profile. */
  static ModelBehaviour of(String modelId) {
    if (KNOWN.size() >= REMEMBERED) {
      KNOWN.clear();
    }
    return KNOWN.computeIfAbsent(modelId, ModelBehaviour::find);
  }

  private static ModelBehaviour find(String modelId) {
    String id = GEOGRAPHY.matcher(modelId).replaceFirst("");
    ObjectNode whole = MAPPER.createObjectNode();
    ROWS.forEach(
        (ids, row) -> {
          if (ids.matcher(id).matches()) {
            whole.setAll(row);
          }
        });
    return MAPPER.convertValue(whole, ModelBehaviour.class);
  }

  /** Whether it thinks before it answers this request. */
  boolean thinksFor(UserPrompt prompt) {
    JsonNode fields = prompt.request().path("additionalModelRequestFields");
    JsonNode config = fields.path("reasoning_config");
    String claude = type(fields.path("thinking")) + type(config);
    if (thinks == Thinks.always || claude.equals("enabled") || claude.equals("adaptive")) {
      return true;
    }
    if (claude.equals("between_tools")) {
      return !prompt.lastBlocks("toolResult").isEmpty();
    }
    String effort = fields.path("reasoning_effort").asText() + config.asText();
    String level = fields.path("reasoning").path("effort").asText();
    return type(fields.path("reasoningConfig")).equals("enabled")
        || efforts.contains(effort)
        || efforts.contains(level);
  }

  private static String type(JsonNode thinking) {
    return thinking.path("type").asText();
  }

  private static Map<Pattern, ObjectNode> rows() {
    try (InputStream in =
        Objects.requireNonNull(ModelBehaviour.class.getResourceAsStream("model-behaviours.json"))) {
      Map<Pattern, ObjectNode> rows = new LinkedHashMap<>();
      for (JsonNode row : MAPPER.readTree(in)) {
        ObjectNode members = row.deepCopy();
        members.remove("comment");
        rows.put(Pattern.compile(members.remove("ids").asText()), members);
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException("model-behaviours.json cannot be read", e);
    }
  }
}
