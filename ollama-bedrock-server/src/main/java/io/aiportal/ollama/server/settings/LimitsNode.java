package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads how much may be asked for: {@code limits}. */
final class LimitsNode {

  private static final String MODELS = "models";

  private static final List<String> LIMITS =
      List.of("requests_per_minute", "tokens_per_minute", "open_answers");

  /** One each nanosecond: no bucket is filled faster. */
  private static final long MOST = 60_000_000_000L;

  private LimitsNode() {}

  /** Limits of models, by their names. */
  static Map<String, LimitSetting> models(String file, JsonNode node) {
    MapNode limits = MapNode.of("'limits' in " + file, node, List.of(MODELS));
    JsonNode models = limits.node().path(MODELS);
    if (!models.isMissingNode() && !models.isNull() && !models.isObject()) {
      throw new SettingsException(
          "'models' of "
              + limits.what()
              + " must map names of models to limits, such as 'nova-*: {tokens_per_minute: 100000}'.");
    }
    Map<String, LimitSetting> all = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> model : models.properties()) {
      all.put(
          model.getKey(),
          limits(
              MapNode.of(
                  "The limits of the model '" + model.getKey() + "' in " + file,
                  model.getValue(),
                  LIMITS)));
    }
    return all;
  }

  /** The limits that stand below a key of the same name. */
  static LimitSetting below(MapNode owner) {
    return limits(owner.map("limits", LIMITS));
  }

  private static LimitSetting limits(MapNode limits) {
    String number = "a whole number from 1 to 60000000000";
    return new LimitSetting(
        limits.value("requests_per_minute", LimitsNode::count, number),
        limits.value("tokens_per_minute", LimitsNode::count, number),
        limits.value(
            "open_answers", Values.between(1, 1_000_000), "a whole number from 1 to 1000000"));
  }

  private static long count(String text) {
    long number = Long.parseLong(text);
    if (number < 1 || number > MOST) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }
}
