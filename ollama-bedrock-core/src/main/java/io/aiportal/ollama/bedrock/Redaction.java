package io.aiportal.ollama.bedrock;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a text what only the owner of the account may know: account numbers, the names of
 * roles and sessions, keys, tokens, signatures and passwords in URLs.
 */
public final class Redaction {

  private static final String HIDDEN = "***";

  /** Parts: partition, service, region, account, what kind of thing, its name. */
  private static final Pattern ARN =
      Pattern.compile(
          "(arn:aws[a-z-]*:)([a-z0-9-]+)(:[a-z0-9-]*:)[0-9]{12}(:(?:[a-z-]+[/:])?)([\\w+=,.@:/-]*)");

  private static final List<Rule> RULES =
      List.of(
          // What was signed holds the session's token. Blanks are looked at once.
          rule("(?s)(?<!\\s)\\s*+(The )?(Canonical String|String-to-Sign).*", ""),
          rule("(?i)\\b([a-z][a-z0-9+.-]*://)[^/?#\\s]+@", "$1" + HIDDEN + "@"),
          rule(
              "(?i)(x-amz-(?:security-token|signature|credential)\\W{1,4})[^\\s,;&\"']+",
              "$1" + HIDDEN),
          rule("(?i)\\b((?:credential|signature)=)[^\\s,;&\"']+", "$1" + HIDDEN),
          rule(
              "(?i)\\b((?:aws_?)?(?:secret_?access_?key|session_?token)\\W{1,4})[^\\s,;&\"']+",
              "$1" + HIDDEN),
          rule("(?i)\\b((?:bearer|basic)\\s+)[a-z0-9._~+/=-]{16,}", "$1" + HIDDEN),
          rule("\\b(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|ASCA)[A-Z0-9]{12,}", HIDDEN),
          rule("\\b(?:ABSK|bedrock-api-key-|IQoJ|FwoG|FQoG)[A-Za-z0-9+/=_.-]{16,}", HIDDEN),
          rule("(?<![0-9.])[0-9]{12}(?![0-9])", HIDDEN),
          rule("(?<![0-9-])[0-9]{4}-[0-9]{4}-[0-9]{4}(?![0-9-])", HIDDEN));

  private Redaction() {}

  /** The text without them. */
  public static String redact(String text) {
    String clean = arns(text);
    for (Rule rule : RULES) {
      clean = rule.secret.matcher(clean).replaceAll(rule.replacement);
    }
    return clean;
  }

  /** An ARN keeps what it names, unless that is who called. */
  private static String arns(String text) {
    return ARN.matcher(text)
        .replaceAll(
            arn -> {
              String service = arn.group(2);
              String kind = arn.group(4);
              String name = service.equals("sts") || service.equals("iam") ? HIDDEN : arn.group(5);
              return Matcher.quoteReplacement(
                  arn.group(1) + service + arn.group(3) + HIDDEN + kind + name);
            });
  }

  private static Rule rule(String secret, String replacement) {
    return new Rule(Pattern.compile(secret), replacement);
  }

  private record Rule(Pattern secret, String replacement) {}
}
