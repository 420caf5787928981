package io.aiportal.ollama.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingSecretTest {

  private static byte[] of(String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("GATEWAY_REASONING_IN_IDS", "true");
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return SealingSecret.of(Settings.read(environment, null));
  }

  @Test
  void nothingIsSealed_unlessItIsAskedFor() {
    assertThat(of("GATEWAY_REASONING_IN_IDS", "false")).isNull();
  }

  @Test
  void settingsOwn_wins() {
    assertThat(of("GATEWAY_SECRET", "0123456789abcdef", "GATEWAY_STATE_DIR", "/nowhere"))
        .isEqualTo("0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void secretOfTheFolder_isMadeOnce_andIsTheOwnersAlone(@TempDir Path folder) throws IOException {
    byte[] made = of("GATEWAY_STATE_DIR", folder.toString());
    assertThat(made).hasSize(32).isNotEqualTo(new byte[32]);
    assertThat(of("GATEWAY_STATE_DIR", folder.toString())).isEqualTo(made);
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("secret"))))
        .isEqualTo("rw-------");
  }

  @Test
  void withoutAPlaceForIt_theStartStops(@TempDir Path folder) throws IOException {
    assertThatThrownBy(() -> of())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("GATEWAY_SECRET (secret)")
        .hasMessageContaining("GATEWAY_STATE_DIR (state_dir)");
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> of("GATEWAY_STATE_DIR", file.toString()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("cannot be used");
  }
}
