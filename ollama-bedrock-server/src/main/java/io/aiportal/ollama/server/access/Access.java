package io.aiportal.ollama.server.access;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a request comes from, by the key that it shows.
 *
 * <p>As long as no key is known anybody may call; where that is, the server listens to its own
 * machine alone, unless the operator says otherwise.
 */
public final class Access {

  private static final String BEARER = "Bearer";

  private final boolean anonymous;
  private final Optional<KeySetting> single;
  private final People people;
  private volatile Keys keys;

  private Access(boolean anonymous, Optional<KeySetting> single, People people, Keys keys) {
    this.anonymous = anonymous;
    this.single = single;
    this.people = people;
    this.keys = keys;
  }

  /** Access as the settings have it. */
  public static Access of(Settings settings) {
    Optional<KeySetting> single =
        settings
            .get(Key.CLIENT_KEY)
            .map(
                key ->
                    KeySetting.unlimited(
                        "default", List.of(HexFormat.of().formatHex(Keys.sha256(key.value())))));
    return new Access(
        settings.get(Key.ALLOW_ANONYMOUS),
        single,
        People.of(settings),
        keys(single, settings.keys()));
  }

  /**
   * Refuses to let everybody in whom nobody meant to: other machines, without a key.
   *
   * @param keys the keys of the settings' file
   * @param listener where the server listens
   * @throws SettingsException if that were so
   */
  public static void check(Settings settings, List<KeySetting> keys, InetAddress listener) {
    if (!listener.isLoopbackAddress()
        && keys.isEmpty()
        && settings.get(Key.CLIENT_KEY).isEmpty()
        && !settings.get(Key.ALLOW_ANONYMOUS)) {
      throw new SettingsException(
          Key.LISTEN.named()
              + " is "
              + settings.shown(Key.LISTEN)
              + ", where other machines could call without a key; set "
              + Key.CLIENT_KEY.named()
              + ", or write keys into the file (the command key makes them), or set "
              + Key.ALLOW_ANONYMOUS.named()
              + " to true if whoever can reach it may call.");
    }
  }

  /**
   * Refuses keys whose data could go further than the server's own, or could go nowhere.
   *
   * @param region the AWS region that is called
   * @throws SettingsException for such a key
   */
  public static void checkResidency(Settings settings, String region) {
    Residency own = settings.get(Key.RESIDENCY);
    for (KeySetting key : settings.keys()) {
      Residency residency = key.residency().orElse(own);
      if (!residency.isWithin(own)) {
        throw unkept(settings, key, "is further than " + Key.RESIDENCY.named() + ", " + own);
      }
      if (!residency.fits(region)) {
        throw unkept(settings, key, "cannot be kept by calls to " + region);
      }
    }
  }

  private static SettingsException unkept(Settings settings, KeySetting key, String why) {
    return new SettingsException(
        settings.inFile("residency") + " of the key '" + key.name() + "' " + why + '.');
  }

  private static Keys keys(Optional<KeySetting> single, List<KeySetting> others) {
    List<KeySetting> all = new ArrayList<>(others);
    single.ifPresent(all::add);
    return new Keys(all);
  }

  /** Knows these keys of the settings' file from now on, and no others. */
  public void replace(List<KeySetting> others) {
    keys = keys(single, others);
  }

  /** Whether a request needs a key. */
  public boolean asksForKeys() {
    return !keys.isEmpty() && !anonymous;
  }

  /** Whether any key is known. */
  public boolean knowsKeys() {
    return !keys.isEmpty();
  }

  /**
   * Tells who calls.
   *
   * @param headers the headers of the request
   * @param peer where it comes from; null if that is not known
   * @throws CallException 401, if it shows no key where one is needed, or one that is not known
   */
  public Caller caller(RequestHeaders headers, @Nullable InetAddress peer) {
    return new Caller(key(headers), people.of(headers, peer));
  }

  private KeySetting key(RequestHeaders headers) {
    Keys current = keys;
    if (current.isEmpty()) {
      return Caller.ANYBODY;
    }
    String bearer = bearer(headers.first("Authorization"));
    String own = shown(headers.first("x-api-key"));
    KeySetting owner = bearer == null ? null : current.owner(bearer);
    if (owner == null && own != null) {
      owner = current.owner(own);
    }
    if (owner != null) {
      return owner;
    }
    if (bearer == null && own == null && anonymous) {
      return Caller.ANYBODY;
    }
    throw new CallException(
        401,
        bearer == null && own == null
            ? "unauthorized: a key is needed, as Authorization: Bearer KEY or x-api-key: KEY"
            : "unauthorized: this key is not known",
        null);
  }

  private static @Nullable String bearer(@Nullable String authorization) {
    return authorization != null
            && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
            && (authorization.length() == BEARER.length()
                || authorization.charAt(BEARER.length()) == ' ')
        ? shown(authorization.substring(BEARER.length()))
        : null;
  }

  /** A key that is empty is none: clients send such where they have none. */
  private static @Nullable String shown(@Nullable String key) {
    return key == null || key.isBlank() ? null : key.strip();
  }
}
