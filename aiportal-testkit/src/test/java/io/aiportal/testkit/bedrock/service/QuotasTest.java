package io.aiportal.testkit.bedrock.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Usage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotasTest {

  private static final String MODEL = "amazon.nova-lite-v1:0";
  private static final Caller CALLER = new Caller("111111111111", "eu-west-2", MODEL);

  private final Hand hand = new Hand();
  private final Quotas quotas = new Quotas(hand, new Quota(3, 1_000), Map.of());

  @Test
  void requests_beyondTheQuota_areThrottledUntilItHasRefilled() {
    for (int i = 0; i < 3; i++) {
      quotas.begin(CALLER, 1);
    }

    refused(CALLER, 1, "Too many requests, please wait before trying again.");
    hand.move(Duration.ofSeconds(19));
    refused(CALLER, 1, "Too many requests");
    hand.move(Duration.ofSeconds(1));
    quotas.begin(CALLER, 1);
    refused(CALLER, 1, "Too many requests");
  }

  @Test
  void tokens_ofInputAndMaxTokens_areTakenAtTheBegin() throws IOException {
    int taken = quotas.begin(CALLER, MODEL, request(",\"inferenceConfig\":{\"maxTokens\":900}"));

    assertThat(taken).isBetween(901, 999);
    refused(CALLER, 1_001 - taken, "Too many tokens, please wait before trying again.");
    quotas.begin(CALLER, 1_000 - taken);
  }

  @Test
  void tokens_withoutMaxTokens_areThoseThatTheModelCouldWrite() throws IOException {
    JsonNode request = request("");

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> quotas.begin(CALLER, MODEL, request));
    Quotas large = new Quotas(hand, new Quota(3, 20_000), Map.of());
    assertThat(large.begin(CALLER, MODEL, request)).isBetween(10_001, 10_099);
    assertThat(large.begin(CALLER, "acme.unknown-v1:0", request)).isBetween(4_097, 4_195);
  }

  @Test
  void tokens_notWritten_areGivenBackOnceTheAnswerHasEnded() {
    quotas.begin(CALLER, 1_000);
    ModelReply reply = ModelReply.text("x").withUsage(new Usage(10, 20, 400, 30));

    quotas.end(CALLER, MODEL, 1_000, reply, Duration.ofMillis(100));

    refused(CALLER, 100, "Too many tokens");
    hand.move(Duration.ofMillis(100));
    refused(CALLER, 1_000 - 60 + 2, "Too many tokens");
    quotas.begin(CALLER, 1_000 - 60 + 1);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-sonnet-4-5-20250929-v1:0, 5",
    "anthropic.claude-3-7-sonnet-20250219-v1:0, 5",
    "anthropic.claude-opus-5, 5",
    "anthropic.claude-3-5-sonnet-20240620-v1:0, 1",
    "anthropic.claude-3-haiku-20240307-v1:0, 1",
    "amazon.nova-pro-v1:0, 1",
    "acme.unknown-v1:0, 1",
  })
  void tokens_written_takeMoreOfTheQuotaOfNewerClaudes(String model, int rate) {
    quotas.begin(CALLER, 500);
    ModelReply reply = ModelReply.text("x").withUsage(new Usage(100, 50, 0, 0));

    quotas.end(CALLER, model, 500, reply, Duration.ZERO);

    int left = 1_000 - 100 - 50 * rate;
    refused(CALLER, left + 1, "Too many tokens");
    quotas.begin(CALLER, left);
  }

  @Test
  void tokens_writtenBeyondWhatWasTaken_areOwed() {
    quotas.begin(CALLER, 200);
    ModelReply reply = ModelReply.text("x").withUsage(new Usage(100, 100, 0, 0));

    quotas.end(CALLER, "anthropic.claude-opus-5", 200, reply, Duration.ZERO);

    refused(CALLER, 401, "Too many tokens");
    quotas.begin(CALLER, 400);
  }

  @Test
  void minute_withoutCalls_fillsNoMoreThanAMinuteHolds() {
    hand.move(Duration.ofHours(1));

    refused(CALLER, 1_001, "Too many tokens");
    quotas.begin(CALLER, 1_000);
  }

  @Test
  void account_regionAndModel_haveEachTheirOwn() {
    quotas.begin(CALLER, 1_000);

    quotas.begin(new Caller("222222222222", "eu-west-2", MODEL), 1_000);
    quotas.begin(new Caller("111111111111", "us-east-1", MODEL), 1_000);
    quotas.begin(new Caller("111111111111", "eu-west-2", "eu." + MODEL), 1_000);
    refused(CALLER, 1_000, "Too many tokens");
  }

  @Test
  void model_withAQuotaOfItsOwn_hasThat() {
    Quotas few = new Quotas(hand, null, Map.of(MODEL, new Quota(1, 10)));

    few.begin(CALLER, 10);
    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> few.begin(CALLER, 1));
    few.begin(new Caller("111111111111", "eu-west-2", "other"), 1_000_000);
  }

  @Test
  void reset_fillsAll() {
    quotas.begin(CALLER, 1_000);

    quotas.reset();

    quotas.begin(CALLER, 1_000);
  }

  private void refused(Caller caller, int tokens, String message) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> quotas.begin(caller, tokens))
        .satisfies(
            refusal -> {
              assertThat(refusal.error().status()).isEqualTo(429);
              assertThat(refusal.error().type()).isEqualTo("ThrottlingException");
              assertThat(refusal.error().message()).startsWith(message);
            });
  }

  private static JsonNode request(String more) throws IOException {
    return new JsonMapper()
        .readTree(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]" + more + "}");
  }

  /** A clock that is moved by hand. */
  private static final class Hand extends Clock {

    private Instant now = Instant.parse("2026-11-25T12:00:00Z");

    void move(Duration duration) {
      now = now.plus(duration);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
