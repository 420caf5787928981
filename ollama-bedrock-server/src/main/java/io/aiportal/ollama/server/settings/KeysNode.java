package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.model.ServiceTraits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads who may call: {@code keys}. */
record KeysNode(String file) {

  private static final List<String> KEYS =
      List.of(
          "sha256",
          "models",
          "apis",
          "admin",
          "limits",
          "budget",
          "people",
          "guardrail",
          "request_metadata",
          "residency");

  private static final List<String> BUDGET = List.of("daily_usd", "monthly_usd");

  private static final List<String> PEOPLE = List.of("limits", "budget");

  private static final long MOST = 1_000_000_000_000L;

  private static final int MOST_PLACES = 6;

  List<KeySetting> keys(JsonNode node) {
    if (!node.isObject()) {
      throw new SettingsException(
          "'keys' in "
              + file
              + " must map names to keys, such as 'team-a: {sha256: …}'; the command key makes one.");
    }
    List<KeySetting> keys = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      KeySetting key = key(entry.getKey(), entry.getValue());
      for (String hash : key.sha256()) {
        String owner = owners.put(hash, key.name());
        if (key.name().equals(owner)) {
          throw new SettingsException(
              "'sha256' of the key '" + owner + "' in " + file + " has one twice; take one out.");
        }
        if (owner != null) {
          throw new SettingsException(
              "'" + owner + "' and '" + key.name() + "' in " + file + " share a key; make two.");
        }
      }
      keys.add(key);
    }
    return keys;
  }

  private KeySetting key(String name, JsonNode node) {
    KeySetting.fault(name)
        .ifPresent(
            fault -> {
              throw new SettingsException("A name of 'keys' in " + file + ' ' + fault + '.');
            });
    MapNode key = MapNode.of("The key '" + name + "' in " + file, node, KEYS);
    List<String> hashes =
        key.values("sha256", KeysNode::hash, "the 64 digits that the command key prints");
    if (hashes.isEmpty()) {
      throw new SettingsException(key.what() + " has no sha256; the command key makes one.");
    }
    MapNode people = key.map("people", PEOPLE);
    return new KeySetting(
        name,
        hashes,
        key.values(
            "models", KeysNode::name, "names of models, such as claude-sonnet-4.5 or nova-*"),
        key.values("apis", KeysNode::api, "of ollama, openai and anthropic"),
        key.value("admin", Values::truth, "true or false").orElse(false),
        LimitsNode.below(key),
        budget(key),
        new KeySetting.People(LimitsNode.below(people), budget(people)),
        key.value("guardrail", KeysNode::guardrail, "id:version of a guardrail, such as gr1abc:2"),
        metadata(key),
        key.value("residency", Residency::parse, Residency.allowed()));
  }

  private static BudgetSetting budget(MapNode owner) {
    MapNode budget = owner.map("budget", BUDGET);
    String money =
        "a sum of US dollars from 0 to %s with at most %s decimal places, such as 12.50"
            .formatted(MOST, MOST_PLACES);
    return new BudgetSetting(
        budget.value("daily_usd", KeysNode::money, money),
        budget.value("monthly_usd", KeysNode::money, money));
  }

  private Map<String, String> metadata(MapNode key) {
    JsonNode pairs = key.node().path("request_metadata");
    if (pairs.isMissingNode() || pairs.isNull()) {
      return Map.of();
    }
    try {
      if (pairs.isObject() || pairs.isValueNode()) {
        return Values.metadata(pairs.isObject() ? Values.pairs(pairs) : pairs.asText());
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new SettingsException(
        "'request_metadata' of "
            + key.what().replaceFirst("^The", "the")
            + " must be at most 16 pairs such as team=portal.");
  }

  private static String hash(String text) {
    String hash = text.toLowerCase(Locale.ROOT);
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256");
    }
    return hash;
  }

  private static String name(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static KeySetting.Api api(String text) {
    return KeySetting.Api.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static String guardrail(String text) {
    ServiceTraits.checkGuardrail(text);
    return text;
  }

  private static BigDecimal money(String text) {
    BigDecimal sum = new BigDecimal(text);
    if (sum.signum() < 0
        || sum.compareTo(BigDecimal.valueOf(MOST)) > 0
        || sum.scale() > MOST_PLACES) {
      throw new IllegalArgumentException(text);
    }
    return sum;
  }
}
