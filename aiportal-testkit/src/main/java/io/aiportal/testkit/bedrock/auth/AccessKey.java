package io.aiportal.testkit.bedrock.auth;

import org.jspecify.annotations.Nullable;

/**
 * A key pair for signing.
 *
 * <p>What it calls is counted for its account, and what it lists is of that account.
 *
 * @param sessionToken the token that must come with it; null for a long-term key
 * @param expired whether its session has ended, which refuses every call
 * @param account twelve digits
 */
public record AccessKey(
    String id, String secret, @Nullable String sessionToken, boolean expired, String account) {

  /** The AWS account of keys that are given none. */
  public static final String ACCOUNT = "123456789012";

  /** The key that the simulator knows unless it is told others. */
  public static final AccessKey DEFAULT =
      longTerm("AKIASIMULATORBEDROCK", "simulator/secret/key/of/the/bedrock/test");

  /** A key of the usual account. */
  public AccessKey(String id, String secret, @Nullable String sessionToken, boolean expired) {
    this(id, secret, sessionToken, expired, ACCOUNT);
  }

  /** A key without a session token. */
  public static AccessKey longTerm(String id, String secret) {
    return new AccessKey(id, secret, null, false);
  }

  /** A key of a session that still lasts. */
  public static AccessKey temporary(String id, String secret, String sessionToken) {
    return new AccessKey(id, secret, sessionToken, false);
  }

  /** This key in another account. */
  public AccessKey inAccount(String newAccount) {
    return new AccessKey(id, secret, sessionToken, expired, newAccount);
  }

  @Override
  public String toString() {
    return "AccessKey[" + id + "]";
  }
}
