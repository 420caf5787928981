package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** The secret that seals what clients carry from one request to the next. */
public final class SealingSecret {

  private static final String FILE = "secret";
  private static final int BYTES = 32;

  private SealingSecret() {}

  /**
   * The settings' own secret, or the one of their folder, which is made if it is not there.
   *
   * @return null where nothing is sealed
   * @throws SettingsException if there is nowhere to keep one, or it cannot be kept there
   */
  public static byte @Nullable [] of(Settings settings) {
    check(settings);
    if (!settings.get(Key.REASONING_IN_IDS)) {
      return null;
    }
    Secret own = settings.get(Key.SECRET).orElse(null);
    if (own != null) {
      return own.value().getBytes(StandardCharsets.UTF_8);
    }
    Path folder = settings.get(Key.STATE_DIR).orElseThrow();
    try {
      return kept(StateFolder.open(folder));
    } catch (IOException e) {
      throw StateFolder.unusable(folder);
    }
  }

  /**
   * Refuses settings of which there would be no secret that outlives the process.
   *
   * @throws SettingsException if there is nowhere to keep one, or it cannot be read
   */
  public static void check(Settings settings) {
    if (!settings.get(Key.REASONING_IN_IDS) || settings.get(Key.SECRET).isPresent()) {
      return;
    }
    Path folder =
        settings
            .get(Key.STATE_DIR)
            .orElseThrow(
                () ->
                    new SettingsException(
                        "%s needs a secret that outlives the process; set %s, or %s to keep one in."
                            .formatted(
                                Key.REASONING_IN_IDS.named(),
                                Key.SECRET.named(),
                                Key.STATE_DIR.named())));
    StateFolder.content(folder, FILE);
  }

  private static byte[] kept(StateFolder folder) throws IOException {
    byte[] kept = folder.read(FILE);
    if (kept != null && kept.length >= BYTES) {
      return kept;
    }
    byte[] made = new byte[BYTES];
    new SecureRandom().nextBytes(made);
    folder.writeSecret(FILE, made);
    return made;
  }
}
