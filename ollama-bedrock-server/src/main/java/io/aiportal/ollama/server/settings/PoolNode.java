package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the places of {@code pool}. */
record PoolNode(String file) {

  private static final Set<String> KEYS =
      Set.of("name", "region", "role", "external_id", "runtime_endpoint", "control_endpoint");

  List<PlaceSetting> places(JsonNode node) {
    if (!node.isArray()) {
      throw new SettingsException(
          "'pool' in " + file + " must be a list of places, such as '- region: eu-central-1'.");
    }
    List<PlaceSetting> places = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode entry : node) {
      PlaceSetting place = place(entry);
      if (!names.add(place.name())) {
        throw new SettingsException(
            "'pool' in "
                + file
                + " has two places called '"
                + place.name()
                + "'; give them names.");
      }
      places.add(place);
    }
    return places;
  }

  private PlaceSetting place(JsonNode entry) {
    if (!entry.isObject()) {
      throw new SettingsException("A place of 'pool' in " + file + " must be a map with a region.");
    }
    entry
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new SettingsException(
                    "A place of 'pool' in "
                        + file
                        + " has the unknown key '"
                        + key
                        + "'; known are name, region, role, external_id, runtime_endpoint and"
                        + " control_endpoint.");
              }
            });
    Optional<String> region =
        value(entry, "region", Values::region, "the name of an AWS region, such as eu-west-1");
    Optional<String> role =
        value(entry, "role", Values::role, "the ARN of a role, such as arn:aws:iam::1234…:role/x");
    Optional<String> externalId =
        value(entry, "external_id", Values::text, "what the owner of the role asks for");
    if (region.isEmpty() && role.isEmpty()) {
      throw new SettingsException(
          "A place of 'pool' in " + file + " has neither a region nor a role of its own.");
    }
    if (externalId.isPresent() && role.isEmpty()) {
      throw new SettingsException(
          "A place of 'pool' in " + file + " has an external_id and no role.");
    }
    String usual = role.orElse("") + (role.isPresent() && region.isPresent() ? " " : "");
    return new PlaceSetting(
        value(entry, "name", Values::text, "a name").orElse(usual + region.orElse("")),
        region,
        role,
        externalId,
        value(entry, "runtime_endpoint", Values::url, "an http:// or https:// URL"),
        value(entry, "control_endpoint", Values::url, "an http:// or https:// URL"));
  }

  private <T> Optional<T> value(
      JsonNode entry, String key, Function<String, T> reader, String allowed) {
    JsonNode value = entry.path(key);
    String text = value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
    if (text.isEmpty() && !value.isContainerNode()) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(
          "'" + key + "' of a place of 'pool' in " + file + " must be " + allowed + ".");
    }
  }
}
