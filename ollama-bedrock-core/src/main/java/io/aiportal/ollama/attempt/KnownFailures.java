package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Failures that Bedrock's words tell better than its name for them: what they are, and what helps.
 *
 * <p>The first whose words are found counts, so the narrower ones stand first.
 */
final class KnownFailures {

  private static final String AFTERWARDS = ", and try again a few minutes later";

  private static final String UNSUPPORTED_COUNTRY = "unsupported countries";
  private static final String PROFILE_NEEDED = "on-demand throughput isn.t supported";
  private static final String NOT_ALLOWED = "(?i)operation not allowed";

  private static final List<Known> KNOWN =
      List.of(
          known(
              "marked by provider as Legacy",
              CallException.Kind.ACCESS_DENIED,
              "model '%s' is a legacy model, which Amazon Bedrock keeps only for accounts that used"
                  + " it in the last 30 days; use %s instead"),
          known(
              "reached (the|its) end of (its )?life|has been (retired|deprecated|sunset)",
              CallException.Kind.NOT_FOUND,
              "model '%s' has reached its end of life; use %s instead"),
          known(
              "use case details have not been submitted",
              CallException.Kind.ACCESS_DENIED,
              "the account may not use model '%s' yet: submit the use case details for Anthropic's"
                  + " models once, in the model catalog of the Bedrock console"
                  + AFTERWARDS),
          known(
              "service control policy",
              CallException.Kind.ACCESS_DENIED,
              "a service control policy of the AWS organization forbids model '%s' here; who"
                  + " administers the organization can allow it, for each region that an inference"
                  + " profile leads to"),
          known(
              "explicit deny",
              CallException.Kind.ACCESS_DENIED,
              "a policy of AWS denies model '%s' explicitly, which nothing else can allow; change"
                  + " that policy"),
          known(
              "(?i)payment.?instrument",
              CallException.Kind.ACCESS_DENIED,
              "model '%s' is sold through AWS Marketplace, and the account has no valid payment"
                  + " instrument: add one in the AWS Billing console"
                  + AFTERWARDS),
          known(
              "(?i)aws.?marketplace",
              CallException.Kind.ACCESS_DENIED,
              "model '%s' is sold through AWS Marketplace: allow aws-marketplace:Subscribe and"
                  + " aws-marketplace:ViewSubscriptions for its first call"
                  + AFTERWARDS),
          known(
              "(?i)don.t have access to the model|model access is denied|access to the model is"
                  + " not (enabled|granted)",
              CallException.Kind.ACCESS_DENIED,
              "the account has no access to model '%s': request it in the model catalog of the"
                  + " Bedrock console, in this region"
                  + AFTERWARDS),
          known(
              UNSUPPORTED_COUNTRY,
              CallException.Kind.ACCESS_DENIED,
              "the provider of model '%s' does not allow calls from this country or region; use"
                  + " another model"),
          known(
              "(?i)api key is valid|bearer token",
              CallException.Kind.CREDENTIALS,
              "the Bedrock API key was not accepted for model '%s'; make a new one"),
          known(
              "(?i)\\bkms\\b",
              CallException.Kind.ACCESS_DENIED,
              "model '%s' is encrypted with a key of AWS KMS that the caller may not use; allow"
                  + " kms:Decrypt for that key"),
          known(
              PROFILE_NEEDED,
              CallException.Kind.INVALID_REQUEST,
              "model '%s' can be called through an inference profile only: ask for the profile's"
                  + " id, or allow bedrock:ListInferenceProfiles so that it is found"),
          known(
              "(?i)doesn.t support the model that you provided|not supported (by|on|for) (the )?"
                  + "converse|doesn.t support (the )?converse",
              CallException.Kind.INVALID_REQUEST,
              "model '%s' is not served by Bedrock's Converse API; use another model"),
          known(
              // No fault of a server's: clients would make the call again, which fails again.
              "invalid sequence as part of ToolUse",
              CallException.Kind.INVALID_REQUEST,
              "model '%s' made no valid call of these tools, and would not the next time either:"
                  + " give them simpler names and schemas, or fewer of them, or use another model"),
          known(
              NOT_ALLOWED,
              CallException.Kind.ACCESS_DENIED,
              "the account may not call model '%s': new accounts have no quota at first; ask AWS"
                  + " Support to enable Amazon Bedrock"),
          known(
              "(?i)(tokens|requests) per day|daily",
              CallException.Kind.QUOTA_EXCEEDED,
              "the account's quota of a day for model '%s' is used up, and grows back over the day;"
                  + " request a higher one in Service Quotas, or use another model or region"),
          known(
              "(?i)too many tokens",
              CallException.Kind.THROTTLED,
              "the account's quota of tokens a minute for model '%1$s' is used up; try again %3$s,"
                  + " ask for shorter answers, or request a higher quota"),
          known(
              "(?i)too many requests",
              CallException.Kind.THROTTLED,
              "the account's quota of requests a minute for model '%1$s' is used up; try again"
                  + " %3$s, or request a higher quota"));

  /** How Bedrock refuses a model that others of its regions and accounts may have. */
  private static final Pattern NOT_HERE =
      Pattern.compile(
          String.join(
              "|", PROFILE_NEEDED, UNSUPPORTED_COUNTRY, NOT_ALLOWED, "model identifier is invalid"),
          Pattern.CASE_INSENSITIVE);

  private KnownFailures() {}

  /** Whether the words of a refusal say that the place cannot call the model, whatever is asked. */
  static boolean isOfThePlace(BedrockException refusal) {
    return NOT_HERE.matcher(String.valueOf(refusal.getMessage())).find();
  }

  /**
   * A failure that is known by its words.
   *
   * @param words what is found in Bedrock's sentence
   * @param kind what it is
   * @param sentence what helps; holds the model's name, its successor where one is named, and when
   *     to try again
   */
  private record Known(Pattern words, CallException.Kind kind, String sentence) {}

  /**
   * A failure in the words that help.
   *
   * @param kind what it is
   * @param status its HTTP status
   * @param sentence what is wrong, and what to do
   */
  record Told(CallException.Kind kind, int status, String sentence) {}

  /**
   * What Bedrock's words mean; null if they are not known.
   *
   * @param error what went wrong
   * @param words Bedrock's words, without what only the account's owner may know
   * @param model the model's name as the caller spells it
   * @param successor the model to go on with; empty where none is known
   */
  static @Nullable Told of(BedrockException error, String words, String model, String successor) {
    if (!error.requestSent() || words.isEmpty()) {
      return null;
    }
    for (Known known : KNOWN) {
      if (known.words.matcher(words).find()) {
        String next = successor.isEmpty() ? "an active model" : "'" + successor + "'";
        return new Told(
            known.kind,
            status(known, error),
            String.format(known.sentence, model, next, CallFailures.soon(error, "in a few seconds"))
                + " (Amazon Bedrock: "
                + words
                + ")");
      }
    }
    return null;
  }

  /** Throttling keeps its status, whatever is used up; everything else has that of its kind. */
  private static int status(Known known, BedrockException error) {
    return error.isThrottling() ? error.kind().status() : known.kind.status();
  }

  private static Known known(String words, CallException.Kind kind, String sentence) {
    return new Known(Pattern.compile(words), kind, sentence);
  }
}
