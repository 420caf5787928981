package io.aiportal.testkit.bedrock.auth;

import io.aiportal.testkit.bedrock.fault.BedrockError;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies signatures and bearer tokens.
 *
 * <p>A signature is computed anew from what was received. It must be at most five minutes away from
 * the clock, name the service {@code bedrock}, and be made with a known key.
 */
public final class Authenticator {

  /** The bearer token that the simulator knows unless it is told others. */
  public static final String DEFAULT_BEARER_TOKEN = "bedrock-api-key-simulator";

  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final String BEDROCK = "bedrock";
  private static final DateTimeFormatter AMZ_DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final List<String> API_KEY_PREFIXES = List.of("bedrock-api-key-", "ABSK");

  private final List<AccessKey> keys;
  private final List<String> bearerTokens;
  private final @Nullable String region;
  private final Clock clock;
  private final Sessions sessions;

  /**
   * Knows these keys and tokens, and no others.
   *
   * @param region the only region in which signatures are valid; null for any
   */
  public Authenticator(
      List<AccessKey> keys, List<String> bearerTokens, @Nullable String region, Clock clock) {
    this(keys, bearerTokens, region, clock, new Sessions(List.of(), clock));
  }

  /**
   * Knows these keys and tokens, and those of sessions.
   *
   * @param region the only region in which signatures are valid; null for any
   */
  public Authenticator(
      List<AccessKey> keys,
      List<String> bearerTokens,
      @Nullable String region,
      Clock clock,
      Sessions sessions) {
    this.keys = List.copyOf(keys);
    this.bearerTokens = List.copyOf(bearerTokens);
    this.region = region;
    this.clock = clock;
    this.sessions = sessions;
  }

  /** The region for which a request was signed; empty if it was not signed. */
  public static Optional<String> signedRegion(ReceivedRequest request) {
    String header = request.header("authorization");
    return header != null
            && header.startsWith(SignatureV4.ALGORITHM)
            && AuthorizationHeader.hasWholeCredential(header)
        ? Optional.of(AuthorizationHeader.parse(header).region())
        : Optional.empty();
  }

  /** The AWS account of the key that a request is signed with; the usual one for all others. */
  public String account(ReceivedRequest request) {
    String header = request.header("authorization");
    boolean signed =
        header != null
            && header.startsWith(SignatureV4.ALGORITHM)
            && AuthorizationHeader.hasWholeCredential(header);
    return Optional.ofNullable(signed ? header : null)
        .flatMap(whole -> key(AuthorizationHeader.parse(whole).keyId()))
        .map(AccessKey::account)
        .orElse(AccessKey.ACCOUNT);
  }

  /** Why the caller may not call Bedrock; empty if he may. */
  public Optional<BedrockError> refusal(ReceivedRequest request) {
    return refusal(request, BEDROCK);
  }

  /**
   * Why the caller may not call; empty if he may.
   *
   * @param service that the request must be signed for
   */
  public Optional<BedrockError> refusal(ReceivedRequest request, String service) {
    String header = request.header("authorization");
    if (header == null) {
      return refused("MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    if (header.startsWith("Bearer ")) {
      return bearerRefusal(header.substring("Bearer ".length()));
    }
    Optional<BedrockError> incomplete = incomplete(request, header);
    if (incomplete.isPresent()) {
      return incomplete;
    }
    return signatureRefusal(request, AuthorizationHeader.parse(header), service);
  }

  private Optional<BedrockError> bearerRefusal(String token) {
    if (bearerTokens.stream().anyMatch(known -> isEqual(known, token))) {
      return Optional.empty();
    }
    String message =
        API_KEY_PREFIXES.stream().anyMatch(token::startsWith)
            ? "Authentication failed: Please make sure your API Key is valid."
            : "Invalid API Key format: Must start with pre-defined prefix";
    return Optional.of(BedrockError.ofApiKey(message));
  }

  private static Optional<BedrockError> incomplete(ReceivedRequest request, String header) {
    List<String> missing = new ArrayList<>(AuthorizationHeader.missing(header));
    if (request.header("x-amz-date") == null) {
      missing.add(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (missing.isEmpty() && !AuthorizationHeader.hasWholeCredential(header)) {
      missing.add("Credential must have exactly 5 slash-delimited elements.");
    }
    if (missing.isEmpty() && header.startsWith(SignatureV4.ALGORITHM)) {
      return Optional.empty();
    }
    // The header itself may hold a secret of another scheme: AWS shows only its hash.
    byte[] hash = SignatureV4.sha256(header.getBytes(StandardCharsets.UTF_8));
    missing.add(
        "(Hashed with SHA-256 and encoded with Base64) Authorization="
            + Base64.getEncoder().encodeToString(hash));
    return refused("IncompleteSignatureException", String.join(" ", missing));
  }

  private Optional<BedrockError> signatureRefusal(
      ReceivedRequest request, AuthorizationHeader authorization, String service) {
    Optional<AccessKey> key = key(authorization.keyId());
    if (key.isEmpty() || !hasSessionToken(request, key.get())) {
      return refused(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    if (key.get().expired()) {
      return refused(
          "ExpiredTokenException", "The security token included in the request is expired");
    }
    Optional<String> invalid = wrongScope(request, authorization, service);
    if (invalid.isEmpty()) {
      invalid = skew(date(request));
    }
    if (invalid.isEmpty()) {
      invalid = mismatch(request, authorization, key.get());
    }
    return invalid.flatMap(message -> refused("InvalidSignatureException", message));
  }

  private Optional<AccessKey> key(String id) {
    return keys.stream()
        .filter(known -> isEqual(known.id(), id))
        .findFirst()
        .or(() -> sessions.key(id));
  }

  private static boolean hasSessionToken(ReceivedRequest request, AccessKey key) {
    String token = request.header("x-amz-security-token");
    return key.sessionToken() == null
        ? token == null
        : token != null && isEqual(key.sessionToken(), token);
  }

  private Optional<String> wrongScope(
      ReceivedRequest request, AuthorizationHeader authorization, String service) {
    List<String> wrong = new ArrayList<>();
    boolean here = region == null || region.equals(authorization.region());
    if (service.equals(BEDROCK) && !here) {
      wrong.add("Credential should be scoped to a valid region.");
    }
    if (!authorization.service().equals(service)) {
      wrong.add("Credential should be scoped to correct service: '" + service + "'.");
    }
    if (!authorization.terminator().equals(SignatureV4.TERMINATOR)) {
      wrong.add(
          "Credential should be scoped with a valid terminator: '"
              + SignatureV4.TERMINATOR
              + "', not '"
              + authorization.terminator()
              + "'.");
    }
    String date = date(request);
    if (!date.startsWith(authorization.date())) {
      wrong.add(
          "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
              + " HTTP: '%s' != '%s', from '%s'."
                  .formatted(
                      authorization.date(), date.substring(0, Math.min(8, date.length())), date));
    }
    return wrong.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", wrong));
  }

  private Optional<String> skew(String date) {
    Instant signed;
    try {
      signed = Instant.from(AMZ_DATE.parse(date));
    } catch (DateTimeParseException e) {
      return Optional.of(
          "Date must be in ISO-8601 'basic format'. Got '"
              + date
              + "'. See http://en.wikipedia.org/wiki/ISO_8601");
    }
    Instant now = clock.instant();
    Instant earliest = now.minus(SKEW);
    Instant latest = now.plus(SKEW);
    if (signed.isBefore(earliest)) {
      return Optional.of(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(date, AMZ_DATE.format(earliest), AMZ_DATE.format(now)));
    }
    if (signed.isAfter(latest)) {
      return Optional.of(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(date, AMZ_DATE.format(latest), AMZ_DATE.format(now)));
    }
    return Optional.empty();
  }

  private static Optional<String> mismatch(
      ReceivedRequest request, AuthorizationHeader authorization, AccessKey key) {
    List<String> signed = authorization.signedHeaders();
    String expected =
        SignatureV4.of(
            request, signed, date(request), String.join("/", authorization.scope()), key.secret());
    return signed.contains("host") && isEqual(expected, authorization.signature())
        ? Optional.empty()
        : Optional.of(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method. Consult the service"
                + " documentation for details.");
  }

  private static String date(ReceivedRequest request) {
    String date = request.header("x-amz-date");
    return date == null ? "" : date;
  }

  /** Takes the same time wherever the two differ. */
  private static boolean isEqual(String known, String given) {
    return MessageDigest.isEqual(
        known.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<BedrockError> refused(String type, String message) {
    return Optional.of(BedrockError.ofFrontDoor(403, type, message));
  }
}
