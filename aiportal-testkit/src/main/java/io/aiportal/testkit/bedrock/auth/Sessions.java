package io.aiportal.testkit.bedrock.auth;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The sessions of callers who took on a role. Safe for several threads. */
public final class Sessions {

  private final List<Role> roles;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();

  /** None yet, of these roles. */
  public Sessions(List<Role> roles, Clock clock) {
    this.roles = List.copyOf(roles);
    this.clock = clock;
  }

  /** Keys that last until the end of a session. */
  public record Session(Role role, AccessKey key, Instant end) {}

  /** A new session of a role; empty if there is no such role, or its external id is another. */
  public Optional<Session> begin(String arn, @Nullable String externalId, Duration asked) {
    return roles.stream()
        .filter(role -> role.arn().equals(arn))
        .filter(role -> role.externalId() == null || role.externalId().equals(externalId))
        .findFirst()
        .map(role -> begun(role, asked));
  }

  /** The key of that id: expired once its session has ended. */
  Optional<AccessKey> key(String id) {
    return Optional.ofNullable(sessions.get(id))
        .map(
            session -> {
              AccessKey key = session.key();
              boolean ended = !clock.instant().isBefore(session.end());
              return new AccessKey(
                  key.id(), key.secret(), key.sessionToken(), ended, key.account());
            });
  }

  private Session begun(Role role, Duration asked) {
    Duration lasting = asked.compareTo(role.longest()) < 0 ? asked : role.longest();
    String id = "ASIA" + HexFormat.of().formatHex(bytes(8)).toUpperCase(Locale.ROOT);
    AccessKey key = AccessKey.temporary(id, base64(30), base64(60)).inAccount(role.account());
    Session session = new Session(role, key, clock.instant().plus(lasting));
    sessions.put(id, session);
    return session;
  }

  private String base64(int length) {
    return Base64.getEncoder().encodeToString(bytes(length));
  }

  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }
}
