package io.aiportal.ollama.server.aws;

import io.aiportal.ollama.bedrock.InferenceProfile;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The number of the AWS account that is called: the credentials may tell, and lists do. */
final class CalledAccount {

  private static final Pattern OF_ARN = Pattern.compile("arn:[^:]*:[^:]*:[^:]*:(\\d{12}):.*");

  private final @Nullable BackgroundCredentials credentials;
  private volatile @Nullable String listed;

  /** That of these credentials; null where an API key is used instead, which does not tell. */
  CalledAccount(@Nullable BackgroundCredentials credentials) {
    this.credentials = credentials;
  }

  /** The number; null as long as nobody told. */
  @Nullable String number() {
    String own = credentials == null ? null : credentials.account();
    return own == null ? listed : own;
  }

  /** Learns it from the account's profiles, whose ARNs are its own, Bedrock's profiles too. */
  void noteOwner(List<InferenceProfile> profiles) {
    for (InferenceProfile profile : profiles) {
      Matcher arn = OF_ARN.matcher(profile.inferenceProfileArn());
      if (arn.matches()) {
        listed = arn.group(1);
        return;
      }
    }
  }
}
