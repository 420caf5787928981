package io.aiportal.ollama.server;

import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.state.LedgerFile;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What operators are told of keys and budgets that may well be meant so: no reason to refuse. */
final class SettingsHints {

  private SettingsHints() {}

  /** What is to be said of these settings, a sentence each; none if nothing is. */
  static List<String> of(String region, Settings settings) {
    return Stream.of(
            Access.hint(settings), LedgerFile.hint(settings), Models.unpriced(region, settings))
        .flatMap(Optional::stream)
        .toList();
  }
}
