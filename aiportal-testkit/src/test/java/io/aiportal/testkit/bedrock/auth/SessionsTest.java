package io.aiportal.testkit.bedrock.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SessionsTest {

  private static final String ARN = "arn:aws:iam::210987654321:role/of/a/pool";
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  @Test
  void session_ofARole_isOfItsAccount() {
    Sessions sessions = sessions(null, CLOCK);

    Sessions.Session session = sessions.begin(ARN, null, Duration.ofMinutes(20)).orElseThrow();

    assertThat(session.role().name()).isEqualTo("pool");
    assertThat(session.end()).isEqualTo(NOW.plus(Duration.ofMinutes(20)));
    assertThat(sessions.key(session.key().id())).contains(session.key());
    assertThat(session.key().account()).isEqualTo("210987654321");
    assertThat(session.key().sessionToken()).isNotEmpty();
    assertThat(sessions.key("ASIAUNKNOWN")).isEmpty();
  }

  @Test
  void session_askedForTooLong_lastsAsLongAsTheRoleAllows() {
    assertThat(sessions(null, CLOCK).begin(ARN, null, Duration.ofHours(2)).orElseThrow().end())
        .isEqualTo(NOW.plus(Duration.ofMinutes(30)));
  }

  @Test
  void key_ofASessionAtItsEnd_isExpired() {
    Sessions sessions = new Sessions(List.of(new Role(ARN, null, Duration.ZERO)), CLOCK);

    String id = sessions.begin(ARN, null, Duration.ofHours(1)).orElseThrow().key().id();

    assertThat(sessions.key(id)).map(AccessKey::expired).contains(true);
  }

  @Test
  void role_ofAnotherNameOrExternalId_isNotTaken() {
    Sessions sessions = sessions("agreed", CLOCK);
    Duration hour = Duration.ofHours(1);

    assertThat(sessions.begin(ARN, "agreed", hour)).isPresent();
    assertThat(sessions.begin(ARN, "other", hour)).isEmpty();
    assertThat(sessions.begin(ARN, null, hour)).isEmpty();
    assertThat(sessions.begin(ARN + "s", "agreed", hour)).isEmpty();
  }

  @Test
  void role_thatIsNone_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Role("arn:aws:iam::1:user/x", null, Duration.ZERO))
        .withMessageContaining("arn:aws:iam::1:user/x");
  }

  private static Sessions sessions(String externalId, Clock clock) {
    return new Sessions(List.of(new Role(ARN, externalId, Duration.ofMinutes(30))), clock);
  }
}
