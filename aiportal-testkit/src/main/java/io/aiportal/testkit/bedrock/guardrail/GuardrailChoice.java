package io.aiportal.testkit.bedrock.guardrail;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The guardrail that a call names.
 *
 * @param idOrArn empty for none
 * @param version empty if the call names none
 * @param arnPrefix what the ARN of a guardrail has before its id, where the call was made
 */
public record GuardrailChoice(String idOrArn, String version, String arnPrefix) {

  /** What a call of Converse or ConverseStream names. */
  public static GuardrailChoice ofConverse(JsonNode request, String region, String account) {
    JsonNode config = request.path("guardrailConfig");
    return of(
        config.path("guardrailIdentifier").asText(),
        config.path("guardrailVersion").asText(),
        region,
        account);
  }

  /** What a call names that is made in a region and by an account. */
  public static GuardrailChoice of(String idOrArn, String version, String region, String account) {
    return new GuardrailChoice(
        idOrArn, version, "arn:aws:bedrock:" + region + ":" + account + ":guardrail/");
  }

  boolean isNone() {
    return idOrArn.isEmpty() && version.isEmpty();
  }

  boolean means(String id) {
    return idOrArn.equals(id) || idOrArn.equals(arnPrefix + id);
  }
}
