package io.aiportal.ollama.server.settings;

import io.aiportal.ollama.bedrock.Redaction;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the server runs: a value for every {@link Key}, the models that the operator named, and who
 * may call.
 *
 * <p>The environment wins over the file, and the file over the defaults. A variable that is set but
 * blank counts as absent.
 */
public final class Settings {

  /** The variable that names the YAML file. */
  public static final String FILE_VARIABLE = "GATEWAY_CONFIG";

  private final Map<Key<?>, Setting<?>> settings;
  private final @Nullable Path path;
  private final String file;
  private final List<ModelSetting> models;
  private final List<PlaceSetting> pool;
  private final List<KeySetting> keys;
  private final Map<String, LimitSetting> modelLimits;
  private final List<String> doubts;

  private Settings(
      Map<Key<?>, Setting<?>> settings,
      @Nullable Path path,
      String file,
      List<ModelSetting> models,
      List<PlaceSetting> pool,
      List<KeySetting> keys,
      Map<String, LimitSetting> modelLimits,
      List<String> doubts) {
    this.settings = settings;
    this.path = path;
    this.file = file;
    this.models = List.copyOf(models);
    this.pool = List.copyOf(pool);
    this.keys = List.copyOf(keys);
    this.modelLimits = Collections.unmodifiableMap(modelLimits);
    this.doubts = doubts;
  }

  /**
   * Reads the settings.
   *
   * @param environment the environment's variables
   * @param file the YAML file; null to take the one that the environment names, if any
   * @throws SettingsException for what cannot be used, in one sentence
   */
  public static Settings read(Map<String, String> environment, @Nullable Path file) {
    String named = environment.getOrDefault(FILE_VARIABLE, "").strip();
    Path path = file == null && !named.isEmpty() ? path(named) : file;
    SettingsFile content = path == null ? SettingsFile.NONE : SettingsFile.read(path);
    Map<Key<?>, Setting<?>> settings = new LinkedHashMap<>();
    for (Key<?> key : Key.ALL) {
      settings.put(key, read(key, environment, content));
    }
    return new Settings(
        settings,
        path,
        content.name(),
        content.models(),
        content.pool(),
        content.keys(),
        content.modelLimits(),
        doubts(environment, settings));
  }

  private static List<String> doubts(
      Map<String, String> environment, Map<Key<?>, Setting<?>> settings) {
    List<String> doubts = new ArrayList<>(UnknownVariables.in(environment));
    settings.forEach(
        (key, setting) -> {
          String unit = key.form().unit();
          if (key.form().lacksUnit(setting.text())) {
            doubts.add(
                "%s is %s without a unit; write %s%s if that is meant."
                    .formatted(key.named(), setting.text(), setting.text(), unit));
          }
        });
    return List.copyOf(doubts);
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw new SettingsException(FILE_VARIABLE + " does not hold the name of a file.");
    }
  }

  private static <T> Setting<T> read(
      Key<T> key, Map<String, String> environment, SettingsFile file) {
    for (String variable : key.variables()) {
      String text = unquoted(environment.getOrDefault(variable, ""));
      if (!text.isEmpty()) {
        return new Setting<>(text, key.read(text, variable), variable);
      }
    }
    String text = file.values().get(key.name());
    if (text != null) {
      return new Setting<>(
          text, key.read(text, "'" + key.name() + "' in " + file.name()), file.name());
    }
    return new Setting<>(key.fallback(), key.read(key.fallback(), key.name()), "default");
  }

  /** As Ollama does: no spaces around a value, and no quotes around it. */
  private static String unquoted(String value) {
    return value.strip().replaceAll("^[\"']+|[\"']+$", "").strip();
  }

  /** The YAML file that was read; empty for none. */
  public Optional<Path> path() {
    return Optional.ofNullable(path);
  }

  /** Whether everything is as in other settings that only a start takes over. */
  public boolean startsLike(Settings other) {
    return lasting().equals(other.lasting())
        && models.equals(other.models)
        && pool.equals(other.pool);
  }

  /** The values alone: it makes no difference where they stand. */
  private Map<Key<?>, Object> lasting() {
    Map<Key<?>, Object> lasting = new LinkedHashMap<>();
    settings.forEach((key, setting) -> lasting.put(key, setting.value()));
    lasting.keySet().removeAll(Key.RELOADED);
    return lasting;
  }

  /** A key that stands in the file alone, as a sentence names it. */
  public String inFile(String key) {
    return "'" + key + "' in " + file;
  }

  /** The value of a setting. */
  @SuppressWarnings("unchecked") // the map holds each key with a setting of its own type
  public <T> T get(Key<T> key) {
    return ((Setting<T>) setting(key)).value();
  }

  /** The names and values of headers that a setting holds. */
  public Map<String, String> headers(Key<Optional<Secret>> key) {
    return get(key).map(Values::headerPairs).orElse(Map.of());
  }

  /** A setting's value as it was written; a secret, or a password inside a URL, as stars. */
  public String shown(Key<?> key) {
    Setting<?> setting = setting(key);
    return holdsSecret(setting.value()) ? Secret.MASK : Redaction.redact(setting.text());
  }

  private static boolean holdsSecret(Object value) {
    return (value instanceof Optional<?> one && one.orElse(null) instanceof Secret)
        || (value instanceof List<?> many && many.stream().anyMatch(Secret.class::isInstance));
  }

  /** Where a setting's value comes from: a variable's name, the file's name, or "default". */
  public String source(Key<?> key) {
    return setting(key).source();
  }

  private Setting<?> setting(Key<?> key) {
    Setting<?> setting = settings.get(key);
    if (setting == null) {
      throw new IllegalArgumentException("not a setting of this server: " + key.name());
    }
    return setting;
  }

  /** What looks like a mistake, a sentence each; another program may have meant it. */
  public List<String> doubts() {
    return doubts;
  }

  /** The further places that calls may be sent to, in the order of preference. */
  public List<PlaceSetting> pool() {
    return pool;
  }

  /** Who may call, in the file's order; empty for everybody. */
  public List<KeySetting> keys() {
    return keys;
  }

  /** How much models may be asked, by their names with any number of {@code *}. */
  public Map<String, LimitSetting> modelLimits() {
    return modelLimits;
  }

  /** The models that the operator named, in the file's order. */
  public List<ModelSetting> models() {
    return models;
  }

  private record Setting<T>(String text, T value, String source) {}
}
