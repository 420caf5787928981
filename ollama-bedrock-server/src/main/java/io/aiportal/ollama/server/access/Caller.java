package io.aiportal.ollama.server.access;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ModelRights;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.KeySetting.Api;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who calls: whoever the shown key belongs to, and the person on whose behalf, where one is known.
 *
 * @param key what the key opens; {@link #ANYBODY} where none was shown, and none is needed
 * @param person on whose behalf; null if nobody is named, or the client is not believed
 */
public record Caller(KeySetting key, @Nullable Person person) {

  /** What is open to those who show no key, where that is allowed. */
  static final KeySetting ANYBODY = KeySetting.unlimited("anonymous", List.of());

  /** Somebody of whom nothing is known. */
  public static final Caller ANONYMOUS = new Caller(ANYBODY, null);

  /** Tells this caller from all others; null for somebody of whom nothing is known. */
  public @Nullable String id() {
    if (person == null) {
      return isAnonymous() ? null : key.name();
    }
    return key.name() + '/' + person.id();
  }

  /** Whether no key was shown, and none is needed. */
  public boolean isAnonymous() {
    return key.equals(ANYBODY);
  }

  /**
   * Refuses an API that the key does not open.
   *
   * @throws CallException 403, if it does not
   */
  public void require(Api api) {
    if (!key.apis().isEmpty() && !key.apis().contains(api)) {
      throw new CallException(
          403, "this key does not open the API of " + api.name().toLowerCase(Locale.ROOT), null);
    }
  }

  /** The models that the key opens, and how far its data may go. */
  public ModelRights models() {
    return key.models().isEmpty() && key.residency().isEmpty()
        ? ModelRights.ALL
        : new KeyRights(key);
  }
}
