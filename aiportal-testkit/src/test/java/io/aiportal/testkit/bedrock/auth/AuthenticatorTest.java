package io.aiportal.testkit.bedrock.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.fault.BedrockError;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The signatures here were made by botocore for these requests at noon of 2026-11-23. */
class AuthenticatorTest {

  private static final String SCOPE =
      "Credential=AKIASIMULATORBEDROCK/20261123/eu-west-2/bedrock/aws4_request";
  private static final String GOOD_SIGNATURE =
      "d369ab46ec9d3bd7c707f8aa6967bfe067e22276c0a763f261a61ac9a0540513";
  private static final ReceivedRequest SIGNED =
      request(
          "POST",
          "/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse",
          "",
          Map.of(
              "content-type",
              "application/json",
              "authorization",
              authorization(SCOPE, "content-type;host;x-amz-date", GOOD_SIGNATURE)),
          "{\"messages\":[]}");

  @Test
  void signature_ofBotocore_isGood() {
    assertThat(refusal(SIGNED)).isNull();
  }

  @Test
  void signature_withArnTokenAndSpaces_isGood() {
    AccessKey key =
        AccessKey.temporary(
            AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret(), "the/session+token==");
    ReceivedRequest request =
        request(
            "POST",
            "/model/arn%3Aaws%3Abedrock%3Aeu-west-2%3A123456789012%3Ainference-profile"
                + "%2Fglobal.anthropic.claude-sonnet-5/converse-stream",
            "",
            Map.of(
                "content-type",
                "application/json",
                "x-odd",
                "  a   b  ",
                "x-amz-security-token",
                "the/session+token==",
                "authorization",
                authorization(
                    SCOPE,
                    "content-type;host;x-amz-date;x-amz-security-token;x-odd",
                    "eb6135f13b0051768da314d398989403b2d05dd9b4a598c6614a6365c6221587")),
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hé\"}]}]}");
    assertThat(authenticator(key, "2026-11-23T12:00:00Z").refusal(request)).isEmpty();
  }

  @Test
  void signature_withQuery_isGood() {
    String signature = "acb725f5c9a30c03f641f40288508ed08ea096ec7e2bfa99960ddc9e9da4a4db";
    Map<String, String> headers =
        Map.of("authorization", authorization(SCOPE, "host;x-amz-date", signature));
    String query = "maxResults=3&nextToken=ZnJvbToz%2B%3D&type=SYSTEM_DEFINED";
    assertThat(refusal(request("GET", "/inference-profiles", query, headers, ""))).isNull();
    String reordered = "type=SYSTEM_DEFINED&maxResults=3&nextToken=ZnJvbToz%2B%3D";
    assertThat(refusal(request("GET", "/inference-profiles", reordered, headers, ""))).isNull();
    String other = query.replace("=3", "=4");
    assertThat(refusal(request("GET", "/inference-profiles", other, headers, ""))).isNotNull();
  }

  @Test
  void signature_ofAnotherBody_isRefused() {
    BedrockError error = refusal(withBody(SIGNED, "{\"messages\":[ ]}"));
    assertThat(error).isNotNull();
    assertThat(error.status()).isEqualTo(403);
    assertThat(error.type()).isEqualTo("InvalidSignatureException");
    assertThat(error.message())
        .startsWith(
            "The request signature we calculated does not match the signature you provided.");
  }

  @Test
  void signature_ofAnotherSecret_isRefused() {
    AccessKey key = AccessKey.longTerm(AccessKey.DEFAULT.id(), "another secret");
    assertThat(authenticator(key, "2026-11-23T12:00:00Z").refusal(SIGNED))
        .get()
        .extracting(BedrockError::type)
        .isEqualTo("InvalidSignatureException");
  }

  @Test
  void signature_thatLeavesOutTheHost_isRefused() {
    BedrockError error =
        refusal(withAuthorization(authorization(SCOPE, "x-amz-date", GOOD_SIGNATURE)));
    assertThat(error).extracting(BedrockError::type).isEqualTo("InvalidSignatureException");
  }

  @Test
  void clock_fiveMinutesAway_isStillGood() {
    assertThat(authenticator("2026-11-23T12:05:00Z").refusal(SIGNED)).isEmpty();
    assertThat(authenticator("2026-11-23T11:55:00Z").refusal(SIGNED)).isEmpty();
  }

  @Test
  void clock_moreThanFiveMinutesAhead_isExpired() {
    assertThat(authenticator("2026-11-23T12:05:01Z").refusal(SIGNED))
        .contains(
            BedrockError.ofFrontDoor(
                403,
                "InvalidSignatureException",
                "Signature expired: 20261123T120000Z is now earlier than 20261123T120001Z"
                    + " (20261123T120501Z - 5 min.)"));
  }

  @Test
  void clock_moreThanFiveMinutesBehind_isNotYetCurrent() {
    assertThat(authenticator("2026-11-23T11:54:59Z").refusal(SIGNED))
        .get()
        .extracting(BedrockError::message)
        .isEqualTo(
            "Signature not yet current: 20261123T120000Z is still later than 20261123T115959Z"
                + " (20261123T115459Z + 5 min.)");
  }

  @Test
  void key_thatNobodyKnows_isUnrecognized() {
    String other = SCOPE.replace("AKIASIMULATORBEDROCK", "AKIAOTHER");
    assertThat(
            refusal(
                withAuthorization(
                    authorization(other, "content-type;host;x-amz-date", GOOD_SIGNATURE))))
        .isEqualTo(
            BedrockError.ofFrontDoor(
                403,
                "UnrecognizedClientException",
                "The security token included in the request is invalid."));
  }

  @Test
  void key_withoutItsSessionToken_isUnrecognized() {
    AccessKey key =
        AccessKey.temporary(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret(), "token");
    assertThat(authenticator(key, "2026-11-23T12:00:00Z").refusal(SIGNED))
        .get()
        .extracting(BedrockError::type)
        .isEqualTo("UnrecognizedClientException");
  }

  @Test
  void account_isThatOfTheKey() {
    AccessKey other = AccessKey.DEFAULT.inAccount("210987654321");

    assertThat(authenticator(other, "2026-11-23T12:00:00Z").account(SIGNED))
        .isEqualTo("210987654321");
    assertThat(authenticator(AccessKey.DEFAULT, "2026-11-23T12:00:00Z").account(SIGNED))
        .isEqualTo(AccessKey.ACCOUNT);
    ReceivedRequest bearer =
        request("GET", "/foundation-models", "", Map.of("authorization", "Bearer x"), "");
    assertThat(authenticator(other, "2026-11-23T12:00:00Z").account(bearer))
        .isEqualTo(AccessKey.ACCOUNT);
  }

  @Test
  void key_ofAnEndedSession_isExpired() {
    AccessKey key = new AccessKey(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret(), null, true);
    assertThat(authenticator(key, "2026-11-23T12:00:00Z").refusal(SIGNED))
        .contains(
            BedrockError.ofFrontDoor(
                403,
                "ExpiredTokenException",
                "The security token included in the request is expired"));
  }

  @Test
  void scope_ofAnotherService_isNamed() {
    String scope = SCOPE.replace("/bedrock/", "/bedrock-runtime/");
    BedrockError error =
        refusal(withAuthorization(authorization(scope, "host;x-amz-date", GOOD_SIGNATURE)));
    assertThat(error)
        .extracting(BedrockError::message)
        .isEqualTo("Credential should be scoped to correct service: 'bedrock'.");
  }

  @Test
  void scope_ofAnotherRegion_isRefusedWhereOneIsSet() {
    Authenticator london =
        new Authenticator(
            List.of(AccessKey.DEFAULT), List.of(), "eu-west-1", clock("2026-11-23T12:00:00Z"));
    assertThat(london.refusal(SIGNED))
        .get()
        .extracting(BedrockError::message)
        .isEqualTo("Credential should be scoped to a valid region.");
  }

  @Test
  void authorization_missing_isSaidSo() {
    ReceivedRequest request = request("GET", "/foundation-models", "", Map.of(), "");
    assertThat(refusal(request))
        .isEqualTo(
            BedrockError.ofFrontDoor(
                403, "MissingAuthenticationTokenException", "Missing Authentication Token"));
  }

  @Test
  void authorization_ofAnotherScheme_isIncompleteAndNotRepeated() {
    BedrockError error = refusal(withAuthorization("Basic c2VjcmV0"));
    assertThat(error).isNotNull();
    assertThat(error.type()).isEqualTo("IncompleteSignatureException");
    assertThat(error.message())
        .startsWith(
            "Authorization header requires 'Credential' parameter. Authorization header requires"
                + " 'Signature' parameter. Authorization header requires 'SignedHeaders'"
                + " parameter.")
        .doesNotContain("c2VjcmV0");
  }

  @Test
  void bearerToken_known_isGood() {
    assertThat(refusal(withAuthorization("Bearer bedrock-api-key-simulator"))).isNull();
  }

  @Test
  void bearerToken_unknown_isRefusedWithACapitalMessage() {
    BedrockError error = refusal(withAuthorization("Bearer bedrock-api-key-other"));
    assertThat(error).isNotNull();
    assertThat(error.body().toString())
        .isEqualTo(
            "{\"Message\":\"Authentication failed: Please make sure your API Key is valid.\"}");
    assertThat(error.status()).isEqualTo(403);
  }

  @Test
  void bearerToken_withoutThePrefix_isOfBadFormat() {
    assertThat(refusal(withAuthorization("Bearer sk-1")))
        .extracting(BedrockError::message)
        .isEqualTo("Invalid API Key format: Must start with pre-defined prefix");
  }

  @Test
  void signedRegion_isTheOneOfTheScope() {
    assertThat(Authenticator.signedRegion(SIGNED)).contains("eu-west-2");
    assertThat(Authenticator.signedRegion(withAuthorization("Bearer x"))).isEmpty();
  }

  private static @Nullable BedrockError refusal(ReceivedRequest request) {
    return authenticator("2026-11-23T12:00:00Z").refusal(request).orElse(null);
  }

  private static Authenticator authenticator(String now) {
    return authenticator(AccessKey.DEFAULT, now);
  }

  private static Authenticator authenticator(AccessKey key, String now) {
    return new Authenticator(
        List.of(key), List.of(Authenticator.DEFAULT_BEARER_TOKEN), null, clock(now));
  }

  private static Clock clock(String now) {
    return Clock.fixed(Instant.parse(now), ZoneOffset.UTC);
  }

  private static String authorization(String scope, String signedHeaders, String signature) {
    return "AWS4-HMAC-SHA256 "
        + scope
        + ", SignedHeaders="
        + signedHeaders
        + ", Signature="
        + signature;
  }

  private static ReceivedRequest withAuthorization(String authorization) {
    return request(
        SIGNED.method(), SIGNED.path(), "", Map.of("authorization", authorization), "{}");
  }

  private static ReceivedRequest withBody(ReceivedRequest request, String body) {
    return new ReceivedRequest(
        request.method(), request.path(), request.query(), request.headers(), body.getBytes(UTF_8));
  }

  private static ReceivedRequest request(
      String method, String path, String query, Map<String, String> headers, String body) {
    Map<String, List<String>> all = new HashMap<>();
    all.put("host", List.of("127.0.0.1:18080"));
    all.put("x-amz-date", List.of("20261123T120000Z"));
    headers.forEach((name, value) -> all.put(name, List.of(value)));
    return new ReceivedRequest(method, path, query, all, body.getBytes(UTF_8));
  }
}
