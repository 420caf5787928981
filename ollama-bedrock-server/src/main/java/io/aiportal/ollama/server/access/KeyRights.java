package io.aiportal.ollama.server.access;

import io.aiportal.ollama.chat.ModelRights;
import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.server.settings.KeySetting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The models that a key opens. */
record KeyRights(KeySetting key) implements ModelRights {

  @Override
  public boolean mayUse(List<String> names) {
    return key.models().isEmpty()
        || names.stream()
            .anyMatch(
                name ->
                    key.models().stream().anyMatch(pattern -> ModelPattern.matches(pattern, name)));
  }

  @Override
  public @Nullable String residency() {
    return key.residency().map(Residency::value).orElse(null);
  }
}
