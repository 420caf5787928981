package io.aiportal.ollama.server.state;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.SavedModels;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.Preset;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The models that clients made: served by the library, and kept in a file if there is a folder. */
public final class ModelStore {

  /** Where they are kept, in the folder for state. */
  public static final String FILE = "models.json";

  private final OllamaBedrock ollama;
  private final @Nullable StateFolder folder;

  // Guarded by this.
  private SavedModels saved;

  private ModelStore(OllamaBedrock ollama, @Nullable StateFolder folder, SavedModels saved) {
    this.ollama = ollama;
    this.folder = folder;
    this.saved = saved;
    ollama.save(saved);
  }

  /**
   * Serves what the settings' folder holds.
   *
   * @throws SettingsException if it cannot be used
   */
  public static ModelStore open(Settings settings, OllamaBedrock ollama) {
    return new ModelStore(ollama, StateFolder.open(settings), kept(settings));
  }

  /**
   * Tells what {@link #open} would serve, and leaves everything as it is.
   *
   * @throws SettingsException if what the settings' folder holds cannot be used
   */
  public static List<Preset> presets(Settings settings) {
    return kept(settings).presets();
  }

  private static SavedModels kept(Settings settings) {
    Path folder = settings.get(Key.STATE_DIR).orElse(null);
    byte[] content = folder == null ? null : StateFolder.content(folder, FILE);
    if (folder == null || content == null) {
      return SavedModels.NONE;
    }
    try {
      return SavedModels.fromJson(content);
    } catch (IOException e) {
      throw new SettingsException(
          folder.resolve(FILE) + " is damaged; put a good copy in its place, or move it away.");
    }
  }

  /** Whether the models outlive the process. */
  public boolean isLasting() {
    return folder != null;
  }

  /**
   * Changes the models; blocks until the change is on the disk.
   *
   * @param change makes others of those that there are; what it throws leaves everything as it was
   * @throws CallException 500, if they cannot be kept
   */
  public synchronized void change(BiFunction<SavedModels, ModelCatalogue, SavedModels> change) {
    SavedModels changed = change.apply(saved, ollama.models());
    if (folder != null) {
      try {
        folder.write(FILE, changed.toJson());
      } catch (IOException e) {
        throw new CallException(
            CallException.Kind.INTERNAL, "the change cannot be written to the disk", e);
      }
    }
    saved = changed;
    ollama.save(changed);
  }
}
