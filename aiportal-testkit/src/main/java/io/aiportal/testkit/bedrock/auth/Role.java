package io.aiportal.testkit.bedrock.auth;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A role that every caller may take on, and with it another account.
 *
 * @param arn such as {@code arn:aws:iam::210987654321:role/bedrock}
 * @param externalId what the caller must say with it; null for nothing
 * @param longest how long its sessions last at most
 */
public record Role(String arn, @Nullable String externalId, Duration longest) {

  private static final Pattern ARN = Pattern.compile("arn:aws:iam::(\\d{12}):role/(?:.*/)?(.+)");

  public Role {
    if (!ARN.matcher(arn).matches()) {
      throw new IllegalArgumentException("This is no ARN of a role: " + arn);
    }
  }

  /** The account that it belongs to. */
  public String account() {
    return part(1);
  }

  /** The name at the end of its ARN. */
  public String name() {
    return part(2);
  }

  private String part(int group) {
    Matcher matcher = ARN.matcher(arn);
    if (!matcher.matches()) {
      throw new IllegalStateException(arn);
    }
    return matcher.group(group);
  }
}
