package io.aiportal.ollama.server.http;

import io.aiportal.ollama.chat.AnswerReuse;
import io.aiportal.ollama.server.access.Caller;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides which earlier answers will do for a request.
 *
 * @param wanted whether any are kept
 * @param shared whether those of other keys will do
 */
record Reuse(boolean wanted, boolean shared) {

  /** With {@code use} in a request, whether the answer is kept whatever the temperature. */
  static final HttpString CACHE = new HttpString("X-Gateway-Cache");

  /** As the settings have it. */
  static Reuse of(Settings settings) {
    return new Reuse(
        settings.get(Key.ANSWER_CACHE) + settings.get(Key.EMBEDDING_CACHE) > 0,
        settings.get(Key.CACHE_SHARED));
  }

  /** Which earlier answers will do; null for none. */
  @Nullable AnswerReuse of(HeaderMap headers, Caller caller) {
    String control = text(headers.getFirst(Headers.CACHE_CONTROL));
    if (!wanted || control.contains("no-store")) {
      return null;
    }
    return new AnswerReuse(
        shared ? "" : caller.key().name(),
        text(headers.getFirst(CACHE)).equals("use"),
        control.contains("no-cache"));
  }

  private static String text(@Nullable String header) {
    return header == null ? "" : header.strip().toLowerCase(Locale.ROOT);
  }
}
