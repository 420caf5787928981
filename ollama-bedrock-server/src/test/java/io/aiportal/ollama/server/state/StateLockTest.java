package io.aiportal.ollama.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateLockTest {

  @TempDir private Path folder;

  private StateLock take(String... names) {
    Path own = folder.resolve(String.join("/", names));
    return StateLock.take(Settings.read(Map.of("GATEWAY_STATE_DIR", own.toString()), null));
  }

  @Test
  void folder_isOneGatewaysAtATime() {
    try (StateLock first = take("a");
        StateLock elsewhere = take("b")) {
      assertThat(first).isNotSameAs(elsewhere);
      assertThatThrownBy(() -> take("a"))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "GATEWAY_STATE_DIR (state_dir) names the folder "
                  + folder.resolve("a")
                  + ", which another gateway uses; end that one, or give this one a folder of its"
                  + " own.");
    }
    take("a").close();
  }

  @Test
  void withoutAFolder_nothingIsTaken() {
    try (StateLock first = StateLock.take(Settings.read(Map.of(), null));
        StateLock second = StateLock.take(Settings.read(Map.of(), null))) {
      assertThat(first).isNotSameAs(second);
    }
  }
}
