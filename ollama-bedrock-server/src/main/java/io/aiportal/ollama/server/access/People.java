package io.aiportal.ollama.server.access;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTVerificationException;
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
   * @throws CallException 401, if a signature is of none of this server's secrets
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

  private @Nullable Person signed(String header) {
    for (JWTVerifier verifier : verifiers) {
      try {
        DecodedJWT token = verifier.verify(header);
        return person(
            token.getSubject(),
            token.getClaim("email").asString(),
            token.getClaim("name").asString(),
            token.getClaim("role").asString());
      } catch (TokenExpiredException e) {
        throw refusal("has expired; the clocks of both machines may differ");
      } catch (JWTVerificationException e) {
        // Another secret may be the one; if none is, that is told below.
      }
    }
    throw refusal("is not signed with the secret of this server");
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
