package io.aiportal.testkit.bedrock.auth;

import org.jspecify.annotations.Nullable;

/**
 * A key pair for signing.
 *
 * @param sessionToken the token that must come with it; null for a long-term key
 * @param expired whether its session has ended, which refuses every call
 */
public record AccessKey(String id, String secret, @Nullable String sessionToken, boolean expired) {

  /** The key that the simulator knows unless it is told others. */
  public static final AccessKey DEFAULT =
      longTerm("AKIASIMULATORBEDROCK", "simulator/secret/key/of/the/bedrock/test");

  /** A key without a session token. */
  public static AccessKey longTerm(String id, String secret) {
    return new AccessKey(id, secret, null, false);
  }

  /** A key of a session that still lasts. */
  public static AccessKey temporary(String id, String secret, String sessionToken) {
    return new AccessKey(id, secret, sessionToken, false);
  }

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
