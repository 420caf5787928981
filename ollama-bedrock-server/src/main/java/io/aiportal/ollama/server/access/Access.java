package io.aiportal.ollama.server.access;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.Sha256;
import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who a request comes from, by the key that it shows.
 *
 * <p>As long as no key is known anybody may call; where that is, the server listens to its own
 * machine alone, unless the operator says otherwise.
 */
public final class Access {

  private static final String BEARER = "Bearer";

  /** As many pairs as Bedrock takes with a call. */
  private static final int MOST_LABELS = 16;

  private final boolean anonymous;
  private final Optional<KeySetting> single;
  private volatile People people;
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
            .map(key -> KeySetting.unlimited("default", List.of(hash(key.value()))));
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
    checkTogether(settings, keys);
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
   * @param settings those that the server runs with
   * @param region the AWS region that is called
   * @throws SettingsException for such a key
   */
  public static void checkResidency(Settings settings, List<KeySetting> keys, String region) {
    Residency own = settings.get(Key.RESIDENCY);
    for (KeySetting key : keys) {
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

  /**
   * Refuses keys that do not go together with the settings of all.
   *
   * @param settings those that the server runs with
   * @throws SettingsException for such a key
   */
  public static void checkTogether(Settings settings, List<KeySetting> keys) {
    String single = settings.get(Key.CLIENT_KEY).map(key -> hash(key.value())).orElse("");
    for (KeySetting key : keys) {
      if (key.sha256().contains(single)) {
        throw new SettingsException(
            Key.CLIENT_KEY.named() + " is a key of '" + key.name() + "', too; take another one.");
      }
      Set<String> labels = new HashSet<>(key.requestMetadata().keySet());
      labels.addAll(settings.get(Key.REQUEST_METADATA).keySet());
      if (labels.size() > MOST_LABELS) {
        throw new SettingsException(
            "the key '"
                + key.name()
                + "' and "
                + Key.REQUEST_METADATA.named()
                + " have more than 16 pairs together, which is all that Bedrock takes.");
      }
    }
  }

  /** What the operator is to know of limits of persons where nobody tells who calls. */
  public static Optional<String> hint(Settings settings) {
    return !settings.get(Key.USER_JWT_SECRET).isEmpty()
            || !settings.get(Key.USER_HEADERS_FROM).isEmpty()
            || settings.keys().stream().allMatch(key -> key.people().equals(KeySetting.People.NONE))
        ? Optional.empty()
        : Optional.of(
            "What 'people' of "
                + settings.inFile("keys")
                + " says holds for nobody, as nobody is believed who calls; give "
                + Key.USER_JWT_SECRET.named()
                + ", or say in "
                + Key.USER_HEADERS_FROM.named()
                + " where Open WebUI is believed.");
  }

  private static String hash(String key) {
    return HexFormat.of().formatHex(Sha256.of(key));
  }

  private static Keys keys(Optional<KeySetting> single, List<KeySetting> others) {
    List<KeySetting> all = new ArrayList<>(others);
    single.ifPresent(all::add);
    return new Keys(all);
  }

  /**
   * Knows the keys of these settings' file and their secrets of signatures from now on, and no
   * others.
   *
   * @throws SettingsException if none were left where there were some: without keys everybody were
   *     let in, and without a secret nobody's own limits would hold
   */
  public void replace(Settings settings) {
    Keys next = keys(single, settings.keys());
    if (next.isEmpty() && !keys.isEmpty()) {
      throw new SettingsException(
          "without a key everybody could call; a server that is to be open must be started so.");
    }
    People known = people.with(settings.get(Key.USER_JWT_SECRET));
    if (people.readSignatures() && !known.readSignatures()) {
      throw new SettingsException(
          "without "
              + Key.USER_JWT_SECRET.named()
              + " persons would have no limits of their own; a server that is to take no signatures"
              + " must be started so.");
    }
    people = known;
    keys = next;
  }

  /** Whether a request needs a key. */
  public boolean asksForKeys() {
    return !keys.isEmpty() && !anonymous;
  }

  /** Whether callers of several owners are told apart, who should not meddle with each other. */
  public boolean tellsApart() {
    return keys.owners() > 1 || (anonymous && !keys.isEmpty());
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
