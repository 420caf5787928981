package io.aiportal.ollama.server.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * The YAML file, its keys checked, its values still text.
 *
 * @param name the file as a sentence names it
 * @param values the text of each key that has a single value
 * @param models the entries of {@code models}
 * @param pool the entries of {@code pool}
 * @param keys the entries of {@code keys}
 * @param modelLimits the entries of {@code limits}' {@code models}
 */
record SettingsFile(
    String name,
    Map<String, String> values,
    List<ModelSetting> models,
    List<PlaceSetting> pool,
    List<KeySetting> keys,
    Map<String, LimitSetting> modelLimits) {

  static final SettingsFile NONE =
      new SettingsFile("", Map.of(), List.of(), List.of(), List.of(), Map.of());

  private static final String MODELS = "models";

  private static final String POOL = "pool";
  private static final String KEYS = "keys";
  private static final String LIMITS = "limits";
  private static final String FALLBACK = "fallback";

  /** Keys whose values can be written as a list, too. */
  private static final Set<String> LISTS =
      Set.of(
          Key.ORIGINS.name(),
          Key.ALLOWED_HOSTS.name(),
          Key.PATH_PREFIXES.name(),
          Key.USER_JWT_SECRET.name(),
          Key.USER_HEADERS_FROM.name());

  private static final int MOST_BYTES = 1 << 20;

  static SettingsFile read(Path path) {
    return new Reader(path.toString()).read(path);
  }

  private record Reader(String file) {

    SettingsFile read(Path path) {
      JsonNode root = tree(path);
      Map<String, String> values = new LinkedHashMap<>();
      List<ModelSetting> models = new ArrayList<>();
      List<PlaceSetting> pool = new ArrayList<>();
      List<KeySetting> keys = new ArrayList<>();
      Map<String, LimitSetting> limits = new LinkedHashMap<>();
      if (root.isMissingNode() || root.isNull()) {
        return new SettingsFile(file, values, models, pool, keys, limits);
      }
      if (!root.isObject()) {
        throw new SettingsException(
            file + " must hold keys and values, such as 'region: eu-west-2'.");
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        if (entry.getKey().equals(MODELS)) {
          models.addAll(models(entry.getValue()));
        } else if (entry.getKey().equals(POOL)) {
          pool.addAll(new PoolNode(file).places(entry.getValue()));
        } else if (entry.getKey().equals(KEYS)) {
          keys.addAll(new KeysNode(file).keys(entry.getValue()));
        } else if (entry.getKey().equals(LIMITS)) {
          limits.putAll(LimitsNode.models(file, entry.getValue()));
        } else {
          known(entry.getKey());
          String value = value(entry.getKey(), entry.getValue());
          if (!value.isEmpty()) {
            values.put(entry.getKey(), value);
          }
        }
      }
      return new SettingsFile(file, values, models, pool, keys, limits);
    }

    private JsonNode tree(Path path) {
      YAMLFactory factory =
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
      try (JsonParser parser = factory.createParser(content(path))) {
        JsonNode root = new YAMLMapper(factory).readTree(parser);
        if (parser.nextToken() != null) {
          throw new SettingsException(
              file + " holds more than one YAML document; all settings must stand in one.");
        }
        return root == null ? MissingNode.getInstance() : root;
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

    /** A pipe may never end, and a folder or a device is no configuration: none is opened. */
    private byte[] content(Path path) throws IOException {
      try {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
        if (!found.isRegularFile()) {
          throw new SettingsException(
              "The configuration file "
                  + file
                  + " is "
                  + (found.isDirectory() ? "a folder" : "a pipe or a device")
                  + "; name a file instead.");
        }
      } catch (NoSuchFileException e) {
        throw new SettingsException("The configuration file " + file + " does not exist.");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] content = in.readNBytes(MOST_BYTES + 1);
        if (content.length > MOST_BYTES) {
          throw new SettingsException(
              "The configuration file " + file + " is larger than a mebibyte.");
        }
        return content;
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
                + ", "
                + POOL
                + ", "
                + KEYS
                + ", "
                + LIMITS
                + " and "
                + MODELS
                + ".");
      }
    }

    /** The value's text; empty where the key stands without a value. */
    private String value(String name, JsonNode node) {
      if (node.isNull()) {
        return "";
      }
      if (node.isArray() && LISTS.contains(name)) {
        return entries(name, node);
      }
      if (node.isObject() && name.equals(Key.REQUEST_METADATA.name())) {
        return Values.pairs(node);
      }
      if (!node.isValueNode()) {
        throw new SettingsException("'" + name + "' in " + file + " must be a single value.");
      }
      return node.asText().strip();
    }

    private String entries(String name, JsonNode list) {
      StringJoiner entries =
          name.equals(Key.USER_JWT_SECRET.name())
              ? new StringJoiner(Values.LIST_END, "", Values.LIST_END).setEmptyValue("")
              : new StringJoiner(",");
      for (JsonNode entry : list) {
        if (!entry.isValueNode() || entry.isNull()) {
          throw new SettingsException(
              "'" + name + "' in " + file + " must be a list of single values.");
        }
        entries.add(entry.asText());
      }
      return entries.toString();
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
      if (node.isTextual() && !node.asText().isBlank()) {
        return new ModelSetting(name, node.asText().strip(), Map.of(), List.of());
      }
      if (!node.isObject() || node.isEmpty()) {
        throw new SettingsException(
            "The model '"
                + name
                + "' in "
                + file
                + " must be a model id, or a map with id and traits.");
      }
      Map<String, Object> traits = new LinkedHashMap<>();
      String id = null;
      List<String> fallbacks = new ArrayList<>();
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        if (entry.getKey().equals("id")) {
          id = entry.getValue().asText().strip();
        } else if (entry.getKey().equals(FALLBACK)) {
          JsonNode names = entry.getValue();
          (names.isArray() ? names : List.of(names))
              .forEach(fallback -> fallbacks.add(fallback.asText().strip()));
        } else {
          traits.put(entry.getKey(), TraitsNode.value(entry.getValue()));
        }
      }
      return new ModelSetting(name, id, traits, fallbacks);
    }
  }
}
