package io.aiportal.ollama.server.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.AlgorithmMismatchException;
import com.auth0.jwt.exceptions.IncorrectClaimException;
import com.auth0.jwt.exceptions.JWTDecodeException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.exceptions.MissingClaimException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.exceptions.TokenExpiredException;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Network;
import io.aiportal.ollama.server.settings.Secret;
import io.aiportal.ollama.server.settings.Settings;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells on whose behalf Open WebUI calls: by the header that it signs, or by its plain headers
 * where the settings believe those of the address that it calls from.
 */
final class People {

  private static final String SIGNED = "X-OpenWebUI-User-Jwt";
  private static final String PLAIN = "X-OpenWebUI-User-";

  private static final String ISSUER = "open-webui";

  /** By how many seconds the clocks of both machines may differ. */
  private static final long LEEWAY = 60;

  private static final int LONGEST = 256;

  private static final String NOBODY = "names nobody (claim sub)";

  private final List<JWTVerifier> verifiers;
  private final List<Network> believed;

  private People(List<JWTVerifier> verifiers, List<Network> believed) {
    this.verifiers = verifiers;
    this.believed = believed;
  }

  static People of(Settings settings) {
    return new People(
        verifiers(settings.get(Key.USER_JWT_SECRET)), settings.get(Key.USER_HEADERS_FROM));
  }

  /** The same with these secrets. */
  People with(List<Secret> secrets) {
    return new People(verifiers(secrets), believed);
  }

  /** Whether signatures tell who asks. */
  boolean readSignatures() {
    return !verifiers.isEmpty();
  }

  private static List<JWTVerifier> verifiers(List<Secret> secrets) {
    return secrets.stream().map(People::verifier).toList();
  }

  private static JWTVerifier verifier(Secret secret) {
    return JWT.require(Algorithm.HMAC256(secret.value()))
        .withIssuer(ISSUER)
        .withClaimPresence("exp")
        .withClaimPresence("sub")
        .acceptLeeway(LEEWAY)
        .build();
  }

  /**
   * The person on whose behalf a request is made; null if nobody is named, or nobody believed.
   *
   * @throws CallException 401, if a signature is of none of this server's secrets, or what it signs
   *     is of another time or issuer, or names nobody
   */
  @Nullable Person of(RequestHeaders headers, @Nullable InetAddress peer) {
    String signed = verifiers.isEmpty() ? null : headers.first(SIGNED);
    if (signed != null) {
      return signed(signed);
    }
    if (believed.isEmpty() || peer == null || believed.stream().noneMatch(n -> n.contains(peer))) {
      return null;
    }
    return person(
        headers.first(PLAIN + "Id"),
        headers.first(PLAIN + "Email"),
        decoded(headers.first(PLAIN + "Name")),
        headers.first(PLAIN + "Role"));
  }

  /** What a signature says counts only where it fits; so does what is wrong with what it says. */
  private Person signed(String header) {
    DecodedJWT read = read(header);
    for (JWTVerifier verifier : verifiers) {
      try {
        return person(verifier.verify(read));
      } catch (SignatureVerificationException e) {
        // Another secret may be the one; if none is, that is told below.
      } catch (JWTVerificationException e) {
        throw refusal(reason(e));
      }
    }
    throw refusal("is not signed with the secret of this server");
  }

  /** A token of which nothing is believed yet. */
  private static DecodedJWT read(String header) {
    try {
      DecodedJWT token = JWT.decode(header);
      if (isObject(token.getHeader()) && isObject(token.getPayload())) {
        return token;
      }
    } catch (JWTDecodeException | DateTimeException e) {
      // Told below.
    }
    throw refusal("is no JWT with claims that can be read");
  }

  /** The library takes null for an object, too. */
  private static boolean isObject(String part) {
    byte[] json = Base64.getUrlDecoder().decode(part);
    return new String(json, StandardCharsets.UTF_8).strip().startsWith("{");
  }

  private static String reason(JWTVerificationException refused) {
    if (refused instanceof AlgorithmMismatchException) {
      return "must be signed by HS256";
    }
    if (refused instanceof TokenExpiredException) {
      return "has expired; the clocks of both machines may differ";
    }
    String claim =
        refused instanceof MissingClaimException missing
            ? missing.getClaimName()
            : refused instanceof IncorrectClaimException wrong ? wrong.getClaimName() : "";
    return switch (claim) {
      case "iss" -> "must have the issuer " + ISSUER + " (claim iss)";
      case "exp" -> "does not say when it expires (claim exp)";
      case "sub" -> NOBODY;
      case "iat", "nbf" ->
          "is of a time to come (claim " + claim + "); the clocks of both machines may differ";
      default -> "has claims that cannot be used";
    };
  }

  private static Person person(DecodedJWT token) {
    if (token.getExpiresAtAsInstant() == null) {
      throw new MissingClaimException("exp");
    }
    Person person =
        person(
            token.getClaim("sub").asString(),
            token.getClaim("email").asString(),
            token.getClaim("name").asString(),
            token.getClaim("role").asString());
    if (person == null) {
      throw new MissingClaimException("sub");
    }
    return person;
  }

  private static CallException refusal(String reason) {
    return new CallException(401, "unauthorized: the header " + SIGNED + ' ' + reason, null);
  }

  private static @Nullable Person person(
      @Nullable String id, @Nullable String email, @Nullable String name, @Nullable String role) {
    return id == null || id.isBlank()
        ? null
        : new Person(fitting(id.strip()), fit(email), fit(name), fit(role));
  }

  private static @Nullable String fit(@Nullable String text) {
    return text == null || text.isBlank() ? null : fitting(text.strip());
  }

  private static String fitting(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  /** Open WebUI writes names in percent-encoded UTF-8, as headers are ASCII. */
  private static @Nullable String decoded(@Nullable String name) {
    try {
      return name == null
          ? null
          : URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return name;
    }
  }
}
