package io.aiportal.ollama.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.auth0.jwt.algorithms.Algorithm;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.server.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A signature counts for what it says, and one that is refused is refused for its own reason. */
class PeopleTest {

  private static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
  private static final String FIRST = "first-secret-0123456789abcdef012";
  private static final String SECOND = "second-secret-0123456789abcdef01";

  private final People people =
      People.of(Settings.read(Map.of("GATEWAY_USER_JWT_SECRET", FIRST + ',' + SECOND), null));

  private @Nullable Person person(String token) {
    return people.of(name -> name.equals("X-OpenWebUI-User-Jwt") ? token : null, null);
  }

  private static String signed(Algorithm algorithm, String header, String payload) {
    byte[] head = header.getBytes(StandardCharsets.UTF_8);
    byte[] body = payload.getBytes(StandardCharsets.UTF_8);
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String parts = base64.encodeToString(head) + '.' + base64.encodeToString(body);
    byte[] signature =
        algorithm.sign(
            base64.encodeToString(head).getBytes(StandardCharsets.UTF_8),
            base64.encodeToString(body).getBytes(StandardCharsets.UTF_8));
    return parts + '.' + base64.encodeToString(signature);
  }

  private static String signed(String secret, String payload) {
    return signed(Algorithm.HMAC256(secret), HS256, payload);
  }

  /** A payload in which NOW+n and NOW-n stand for times. */
  private static String timed(String payload) {
    long now = Instant.now().getEpochSecond();
    StringBuilder timed = new StringBuilder();
    Matcher time = Pattern.compile("NOW([+-]\\d+)").matcher(payload);
    while (time.find()) {
      time.appendReplacement(timed, String.valueOf(now + Long.parseLong(time.group(1))));
    }
    return time.appendTail(timed).toString();
  }

  private void assertRefused(String token, String reason) {
    assertThatExceptionOfType(CallException.class)
        .isThrownBy(() -> person(token))
        .withMessage("unauthorized: the header X-OpenWebUI-User-Jwt " + reason)
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(401));
  }

  @ParameterizedTest
  @ValueSource(strings = {"NOW+300,^iat^:NOW+40,^nbf^:NOW+40", "NOW-40", "NOW+1,^nbf^:null"})
  void clocks_mayDifferByAMinute(String times) {
    String claims = "{^iss^:^open-webui^,^sub^:^ann^,^exp^:" + times + '}';
    for (String secret : List.of(FIRST, SECOND)) {
      assertThat(person(signed(secret, timed(claims.replace('^', '"')))))
          .isNotNull()
          .extracting(Person::id)
          .isEqualTo("ann");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{^sub^:^ann^,^exp^:NOW+300} | must have the issuer open-webui (claim iss)",
        "{^iss^:null,^sub^:^ann^,^exp^:NOW+300} | must have the issuer open-webui (claim iss)",
        "{^iss^:^other^,^sub^:^ann^,^exp^:NOW+300} | must have the issuer open-webui (claim iss)",
        "{^iss^:^open-webui^,^sub^:^ann^} | does not say when it expires (claim exp)",
        "{^iss^:^open-webui^,^sub^:^ann^,^exp^:null} | does not say when it expires (claim exp)",
        "{^iss^:^open-webui^,^exp^:NOW+300} | names nobody (claim sub)",
        "{^iss^:^open-webui^,^sub^:null,^exp^:NOW+300} | names nobody (claim sub)",
        "{^iss^:^open-webui^,^sub^:^ ^,^exp^:NOW+300} | names nobody (claim sub)",
        "{^iss^:^open-webui^,^sub^:{},^exp^:NOW+300} | names nobody (claim sub)",
        "{^iss^:^open-webui^,^sub^:[^ann^],^exp^:NOW+300} | names nobody (claim sub)",
        "{^iss^:^open-webui^,^sub^:^ann^,^exp^:NOW-90}"
            + " | has expired; the clocks of both machines may differ",
        "{^iss^:^open-webui^,^sub^:^ann^,^exp^:NOW+300,^iat^:NOW+90}"
            + " | is of a time to come (claim iat); the clocks of both machines may differ",
        "{^iss^:^open-webui^,^sub^:^ann^,^exp^:NOW+300,^nbf^:NOW+90}"
            + " | is of a time to come (claim nbf); the clocks of both machines may differ",
        "{^iss^:^open-webui^,^sub^:^ann^,^exp^:^soon^} | is no JWT with claims that can be read",
        "{^exp^:9223372036854775807} | is no JWT with claims that can be read",
        "null | is no JWT with claims that can be read",
        "[1] | is no JWT with claims that can be read",
        "^ann^ | is no JWT with claims that can be read",
        "7 | is no JWT with claims that can be read",
        "{ | is no JWT with claims that can be read",
      })
  void whatIsSigned_isRefusedForItsOwnReason_whicheverSecretSignedIt(
      String payload, String reason) {
    String claims = timed(payload.replace('^', '"'));
    assertRefused(signed(FIRST, claims), reason);
    assertRefused(signed(SECOND, claims), reason);
  }

  @Test
  void endOfTime_isNoFault() {
    String claims = "{\"iss\":\"open-webui\",\"sub\":\"ann\",\"exp\":31556889864403199,\"iat\":%s}";
    assertThat(person(signed(FIRST, claims.formatted("-31557014167219200")))).isNotNull();
    assertRefused(
        signed(FIRST, claims.formatted("31556889864403199")),
        "is of a time to come (claim iat); the clocks of both machines may differ");
  }

  @Test
  void whatIsNotSignedRightly_isTold_beforeWhatItSays() {
    String claims = "{\"iss\":\"other\"}";
    String unsigned = "is not signed with the secret of this server";
    assertRefused(signed("third-secret-0123456789abcdef012", claims), unsigned);
    String token = signed(FIRST, claims);
    assertRefused(token.substring(0, token.lastIndexOf('.') + 1), unsigned);
    assertRefused("", "is no JWT with claims that can be read");
    assertRefused("a.b", "is no JWT with claims that can be read");
    assertRefused(
        signed(Algorithm.HMAC256(FIRST), "null", claims), "is no JWT with claims that can be read");
    assertRefused(
        signed(Algorithm.HMAC512(FIRST), HS256.replace("256", "512"), claims),
        "must be signed by HS256");
    assertRefused(
        signed(Algorithm.none(), HS256.replace("HS256", "none"), claims),
        "must be signed by HS256");
  }
}
