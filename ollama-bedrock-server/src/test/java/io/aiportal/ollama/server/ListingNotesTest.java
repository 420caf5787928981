package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ListingNotesTest {

  private final List<String> logged = new ArrayList<>();
  private final ListingNotes notes = new ListingNotes(new Log(), "the place eu-west-1");

  private final class Log implements System.Logger {

    @Override
    public String getName() {
      return "log";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, Throwable thrown) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object... parameters) {
      logged.add(level + " " + MessageFormat.format(format, parameters));
    }
  }

  private static BedrockException denied() {
    return new BedrockException(Kind.ACCESS_DENIED, "no", null);
  }

  @Test
  void denial_namesTheRights_onceUntilItChanges() {
    notes.ended(denied());
    notes.ended(new CompletionException(denied()));
    assertThat(logged)
        .containsExactly(
            "WARNING the place eu-west-1 could not be asked for its models: access was denied"
                + " (allow bedrock:ListFoundationModels and bedrock:ListInferenceProfiles)");
    notes.ended(null);
    notes.ended(denied());
    assertThat(logged).hasSize(2);
  }

  @Test
  void otherFailures_areToldInWordsThatHelp() {
    notes.ended(new BedrockException(Kind.THROTTLING, "Rate exceeded", null));
    notes.ended(new IllegalStateException("odd"));
    assertThat(logged).hasSize(2);
    assertThat(logged.get(0)).contains("is throttling requests");
    assertThat(logged.get(1)).endsWith("could not be asked for its models: odd");
  }
}
