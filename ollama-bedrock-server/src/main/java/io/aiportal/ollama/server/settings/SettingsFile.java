package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The YAML file, its keys checked, its values still text.
 *
 * @param name the file as a sentence names it
 * @param values the text of each key that has a single value
 * @param models the entries of {@code models}
 */
record SettingsFile(String name, Map<String, String> values, List<ModelSetting> models) {

  static final SettingsFile NONE = new SettingsFile("", Map.of(), List.of());

  private static final String MODELS = "models";
  private static final int MOST_TOKENS = 10_000_000;

  static SettingsFile read(Path path) {
    return new Reader(path.toString()).read(path);
  }

  private record Reader(String file) {

    SettingsFile read(Path path) {
      JsonNode root = tree(path);
      Map<String, String> values = new LinkedHashMap<>();
      List<ModelSetting> models = new ArrayList<>();
      if (root.isMissingNode() || root.isNull()) {
        return new SettingsFile(file, values, models);
      }
      if (!root.isObject()) {
        throw new SettingsException(
            file + " must hold keys and values, such as 'region: eu-west-2'.");
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        if (entry.getKey().equals(MODELS)) {
          models.addAll(models(entry.getValue()));
        } else {
          known(entry.getKey());
          String value = value(entry.getKey(), entry.getValue());
          if (value != null) {
            values.put(entry.getKey(), value);
          }
        }
      }
      return new SettingsFile(file, values, models);
    }

    private JsonNode tree(Path path) {
      YAMLFactory factory =
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      try {
        return new YAMLMapper(factory).readTree(Files.readAllBytes(path));
      } catch (NoSuchFileException e) {
        throw new SettingsException("The configuration file " + file + " does not exist.");
      } catch (JsonProcessingException e) {
        throw new SettingsException(
            file
                + " is not valid YAML"
                + place(e)
                + ": "
                + firstLine(e.getOriginalMessage())
                + ".");
      } catch (IOException e) {
        throw new SettingsException("The configuration file " + file + " cannot be read.");
      }
    }

    private static String place(JsonProcessingException e) {
      return e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
    }

    private static String firstLine(String message) {
      return message.lines().findFirst().orElse("unreadable").replaceAll("[.\\s]+$", "");
    }

    private void known(String name) {
      if (Key.ALL.stream().noneMatch(key -> key.name().equals(name))) {
        throw new SettingsException(
            file
                + " has the unknown key '"
                + name
                + "'; known are "
                + Key.ALL.stream().map(Key::name).collect(Collectors.joining(", "))
                + " and "
                + MODELS
                + ".");
      }
    }

    private @Nullable String value(String name, JsonNode node) {
      if (node.isNull()) {
        return null;
      }
      if (node.isArray() && name.equals(Key.ORIGINS.name())) {
        StringJoiner entries = new StringJoiner(",");
        node.forEach(entry -> entries.add(entry.asText()));
        return entries.toString();
      }
      if (!node.isValueNode()) {
        throw new SettingsException("'" + name + "' in " + file + " must be a single value.");
      }
      return node.asText().strip();
    }

    private List<ModelSetting> models(JsonNode node) {
      if (!node.isObject()) {
        throw new SettingsException(
            "'models' in "
                + file
                + " must map names to model ids, such as 'fast: amazon.nova-lite-v1:0'.");
      }
      List<ModelSetting> models = new ArrayList<>();
      node.properties().forEach(entry -> models.add(model(entry.getKey(), entry.getValue())));
      return models;
    }

    private ModelSetting model(String name, JsonNode node) {
      if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,79})?")) {
        throw new SettingsException(
            "The model name '"
                + name
                + "' in "
                + file
                + " must be a name or name:tag of letters, digits, '.', '_' and '-'.");
      }
      if (node.isTextual() && !node.asText().isBlank()) {
        return new ModelSetting(name, node.asText().strip(), null);
      }
      JsonNode id = node.path("id");
      if (!id.isTextual() || id.asText().isBlank()) {
        throw new SettingsException(
            "The model '"
                + name
                + "' in "
                + file
                + " must have an id: a model id, an inference profile's id or an ARN.");
      }
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (!List.of("id", "max_tokens").contains(entry.getKey())) {
          throw new SettingsException(
              "The model '"
                  + name
                  + "' in "
                  + file
                  + " has the unknown key '"
                  + entry.getKey()
                  + "'; known are id and max_tokens.");
        }
      }
      return new ModelSetting(name, id.asText().strip(), maxTokens(name, node.path("max_tokens")));
    }

    private @Nullable Integer maxTokens(String name, JsonNode node) {
      if (node.isMissingNode() || node.isNull()) {
        return null;
      }
      if (!node.isInt() || node.intValue() < 1 || node.intValue() > MOST_TOKENS) {
        throw new SettingsException(
            "max_tokens of the model '"
                + name
                + "' in "
                + file
                + " is '"
                + node.asText()
                + "', but must be a whole number from 1 to "
                + MOST_TOKENS
                + ".");
      }
      return node.intValue();
    }
  }
}
