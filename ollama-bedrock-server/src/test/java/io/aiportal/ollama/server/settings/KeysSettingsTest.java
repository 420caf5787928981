package io.aiportal.ollama.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.model.Residency;
import io.aiportal.ollama.server.settings.KeySetting.Api;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysSettingsTest {

  private static final String HASH = "a".repeat(64);

  @TempDir private Path folder;

  private Settings read(String yaml) throws IOException {
    return Settings.read(
        Map.of(), Files.writeString(folder.resolve("c.yaml"), yaml.replace("HASH", HASH)));
  }

  @Test
  void key_isReadWithAllThatItOpens() throws IOException {
    Settings settings =
        read(
            """
            keys:
              plain: {sha256: HASH}
              team-a:
                sha256: [%s, %s]
                models: claude-*
                apis: [OpenAI, anthropic]
                admin: true
                limits: {requests_per_minute: 60, tokens_per_minute: 100000, open_answers: 4}
                budget: {daily_usd: 5, monthly_usd: 99.50}
                people:
                  limits: {open_answers: 1}
                  budget: {daily_usd: 0.5}
                guardrail: gr1abc:2
                request_metadata: {team: a}
                residency: eu
            """
                .formatted("B".repeat(64), "c".repeat(64)));
    assertThat(settings.keys())
        .containsExactly(
            KeySetting.unlimited("plain", List.of(HASH)),
            new KeySetting(
                "team-a",
                List.of("b".repeat(64), "c".repeat(64)),
                List.of("claude-*"),
                List.of(Api.OPENAI, Api.ANTHROPIC),
                true,
                new LimitSetting(Optional.of(60L), Optional.of(100_000L), Optional.of(4)),
                new BudgetSetting(
                    Optional.of(new BigDecimal("5")), Optional.of(new BigDecimal("99.5"))),
                new KeySetting.People(
                    new LimitSetting(Optional.empty(), Optional.empty(), Optional.of(1)),
                    new BudgetSetting(Optional.of(new BigDecimal("0.5")), Optional.empty())),
                Optional.of("gr1abc:2"),
                Map.of("team", "a"),
                Optional.of(new Residency("eu"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[a] | 'keys' in FILE must map names to keys, such as",
        "{a: HASH} | The key 'a' in FILE must be a map of sha256, models,",
        "{a: {}} | The key 'a' in FILE has no sha256; the command key makes one.",
        "{a: {sha256: sk-secret-at-the-wrong-place}} | 'sha256' of the key 'a' in FILE must be the",
        "{a: {sha256: HASH, model: x}} | The key 'a' in FILE has the unknown key 'model'; known are",
        "{a: {sha256: HASH, apis: grpc}} | 'apis' of the key 'a' in FILE must be of ollama,",
        "{a: {sha256: HASH, admin: maybe}} | 'admin' of the key 'a' in FILE must be true or false",
        "{a: {sha256: HASH, guardrail: gr1}} | 'guardrail' of the key 'a' in FILE must be id:ver",
        "{a: {sha256: HASH, residency: moon}} | 'residency' of the key 'a' in FILE must be region,",
        "{a: {sha256: HASH, limits: 5}} | 'limits' of the key 'a' in FILE must be a map of",
        "{a: {sha256: HASH, limits: {open_answers: 0}}} | 'open_answers' of 'limits' of the key 'a'",
        "{a: {sha256: HASH, limits: {x: 0}}} | 'limits' of the key 'a' in FILE has the unknown key",
        "{a: {sha256: HASH, budget: {daily_usd: -1}}} | 'daily_usd' of 'budget' of the key 'a' in",
        "{a: {sha256: HASH, budget: {daily_usd: 1e30}}} | 'daily_usd' of 'budget' of the key 'a' in"
            + " FILE must be a sum of US dollars from 0 to 1000000000000 with at most 6 decimal"
            + " places, such as 12.50.",
        "{a: {sha256: HASH, budget: {daily_usd: [1]}}} | 'daily_usd' of 'budget' of the key 'a' in",
        "{a: {sha256: HASH, request_metadata: [1]}} | 'request_metadata' of the key 'a' in FILE m",
        "{a: {sha256: []}} | 'sha256' of the key 'a' in FILE is empty; leave it out, or write",
        "{a: {sha256: HASH, models: []}} | 'models' of the key 'a' in FILE is empty; leave it out,",
        "{a: {sha256: HASH, apis: }} | 'apis' of the key 'a' in FILE is empty; leave it out,",
        "{a: {sha256: HASH}, b: {sha256: HASH}} | 'a' and 'b' in FILE share a key; make two.",
        "{a: {sha256: [HASH, HASH]}} | 'sha256' of the key 'a' in FILE has one twice; take one out.",
        "{a/b: {sha256: HASH}} | A name of 'keys' in FILE must be up to 64 letters, digits,",
        "{default: {sha256: HASH}} | A name of 'keys' in FILE must not be 'default', which is what this",
      })
  void mistake_isToldInOneSentence(String keys, String sentence) {
    assertThatThrownBy(() -> read("keys: " + keys))
        .isInstanceOf(SettingsException.class)
        .message()
        .satisfies(
            told ->
                assertThat(told.replace(folder.resolve("c.yaml").toString(), "FILE"))
                    .startsWith(sentence)
                    .doesNotContain("sk-secret"));
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, 10.1.2.3, true",
    "10.1.2.3, 10.1.2.4, false",
    "10.0.0.0/8, 10.255.0.1, true",
    "10.0.0.0/8, 11.0.0.1, false",
    "192.168.1.128/25, 192.168.1.127, false",
    "0.0.0.0/0, 203.0.113.9, true",
    "0.0.0.0/0, ::1, false",
    "fd00::/8, fd12::1, true",
    "::1, ::1, true"
  })
  void network_holdsItsAddresses(String network, String address, boolean held) throws Exception {
    assertThat(Network.parse(network).contains(InetAddress.getByName(address))).isEqualTo(held);
  }

  @ParameterizedTest
  @CsvSource({"10.0.0.0/33", "face.dead", "::1/129", "10.0.0", "10.0.0.0/x", "localhost"})
  void network_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void limits_ofModels_areRead() throws IOException {
    Settings settings =
        read(
            """
            limits:
              models:
                claude-opus-4.1: {tokens_per_minute: 200000, requests_per_minute: 20}
                nova-*: {open_answers: 3}
            """);
    assertThat(settings.modelLimits().keySet()).containsExactly("claude-opus-4.1", "nova-*");
    assertThat(settings.modelLimits())
        .containsEntry(
            "claude-opus-4.1",
            new LimitSetting(Optional.of(20L), Optional.of(200_000L), Optional.empty()))
        .containsEntry(
            "nova-*", new LimitSetting(Optional.empty(), Optional.empty(), Optional.of(3)));
    assertThat(read("limits: {}").modelLimits()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "limits: 7 | must be a map of models.",
        "limits: {keys: {}} | has the unknown key 'keys'; known are models.",
        "limits: {models: 7} | must map names of models to limits, such as",
        "limits: {models: {a: 7}} | The limits of the model 'a' in ",
        "limits: {models: {a: {tokens: 7}}} | has the unknown key 'tokens'; known are",
        "limits: {models: {a: {tokens_per_minute: 0}}} | 'tokens_per_minute' of the limits of",
      })
  void limits_thatMakeNoSense_areToldSo(String yaml, String sentence) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(sentence);
  }
}
