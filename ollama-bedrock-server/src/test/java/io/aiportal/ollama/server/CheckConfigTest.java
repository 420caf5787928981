package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line says of a pool and of fallbacks before anything is started. */
class CheckConfigTest {

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int check(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("gateway.yaml"), yaml);
    ServerCommand command =
        new ServerCommand(
            Map.of("AWS_REGION", "eu-central-1", "OLLAMA_HOST", "127.0.0.1:0"),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return command.run("--check-config", "--config=" + file);
  }

  @Test
  void placesAndFallbacks_areShown() throws IOException {
    int status =
        check(
            """
            pool:
              - region: eu-west-1
              - {name: other, role: "arn:aws:iam::123456789012:role/bedrock", external_id: x}
            models:
              nova-lite: {fallback: [nova-pro, nova-micro]}
            """);
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "pool.eu-west-1: eu-west-1\n",
            "pool.other: eu-central-1, as arn:aws:iam::123456789012:role/bedrock\n",
            "models.nova-lite.fallback: [nova-pro, nova-micro]\n");
  }

  @Test
  void models_areShownAsTheyAreWritten() throws IOException {
    int status =
        check("models: {fast: nova-lite, '*': {max_tokens: 16000, tools: {choice: named}}}");
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "models.fast: nova-lite\n", "models.*: {max_tokens: 16000, tools: {choice: named}}\n");
  }

  @Test
  void limitsAndBudgets_areShown() throws IOException {
    int status =
        check(
            """
            keys:
              plain: {sha256: %s}
              team:
                sha256: %s
                limits: {requests_per_minute: 60, tokens_per_minute: 5, open_answers: 4}
                budget: {daily_usd: 5, monthly_usd: 99.50}
                people: {limits: {open_answers: 1}, budget: {daily_usd: 0.5}}
            limits: {models: {"nova-*": {tokens_per_minute: 7}}}
            """
                .formatted("a".repeat(64), "b".repeat(64)));
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "keys.plain: all models\n",
            "keys.team: all models; requests_per_minute: 60, tokens_per_minute: 5, open_answers: 4;"
                + " daily_usd: 5, monthly_usd: 99.5",
            "; each person open_answers: 1, daily_usd: 0.5\n",
            "limits.models.nova-*: tokens_per_minute: 7\n");
  }

  @Test
  void whatHoldsForCallsOfAKey_isShown_eachSettingInALine() throws IOException {
    int status =
        check(
            """
            request_metadata: {portal: chat, asked_by: $caller}
            keys:
              team:
                sha256: %s
                guardrail: "gr1abc:2"
                request_metadata: {unit: sales, team: b}
                residency: region
            """
                .formatted("a".repeat(64)));
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains(
            "request_metadata: portal=chat, asked_by=$caller  # ",
            "keys.team: all models; guardrail gr1abc:2; request_metadata {team=b, unit=sales};"
                + " residency region\n");
  }

  @Test
  void placeBeyondTheResidency_isRefused() throws IOException {
    assertThat(check("pool: [{region: us-east-1}]")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "The place 'us-east-1' of 'pool' in "
                + folder.resolve("gateway.yaml")
                + " is in us-east-1, where calls of eu-central-1 may not go with the residency geography; leave it out, or widen GATEWAY_RESIDENCY"
                + " (residency).\n");
  }

  @Test
  void guardrailWithoutAVersion_isRefused() throws IOException {
    assertThat(check("models: {'*': {guardrail: gr1abc}}")).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("a guardrail is its id or ARN");
  }

  @Test
  void numbersWithoutTheirUnit_areDoubted() throws IOException {
    assertThat(
            check(
                "read_timeout: 15000\nrequest_memory: 2097152\nmax_attempts: 3\nqueue_timeout: 0\n"))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            GATEWAY_REQUEST_MEMORY (request_memory) is 2097152 without a unit; write 2097152B if that is meant.
            GATEWAY_READ_TIMEOUT (read_timeout) is 15000 without a unit; write 15000s if that is meant.
            """);
  }

  @Test
  void regionsThatNobodyKnows_areDoubted() throws IOException {
    assertThat(check("residency: any\npool: [{region: eu-moon-1}, {region: eu-west-1}]"))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("eu-moon-1 is no region that this version knows; is it written rightly?\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("pool.eu-moon-1: eu-moon-1\n");
  }

  @Test
  void modelsThatNobodyKnows_areDoubted() throws IOException {
    String hash = "a".repeat(64);
    assertThat(
            check(
                """
                region: eu-west-2
                keys:
                  team-a: {sha256: %s, models: ["nova-*", nova-por, "lama*"]}
                limits:
                  models: {"*": {open_answers: 9}, nova-pro: {open_answers: 5}, clade-sonnet: {open_answers: 1}}
                """
                    .formatted(hash)))
        .isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("'keys.team-a.models'", " has nova-por, which fits"),
            line -> assertThat(line).contains("'keys.team-a.models'", " has lama*, which fits"),
            line -> assertThat(line).contains("'limits.models'", " has clade-sonnet, which fits"));
  }

  @Test
  void namesThatAreUnderstoodOfCallers_butFitNothingHere_areDoubted() throws IOException {
    assertThat(
            check(
                """
                keys:
                  team-a: {sha256: %s, models: [nova.pro, library/nova-lite, NOVA-MICRO:latest, "a:b:c"]}
                limits: {models: {claude_sonnet-4.5: {open_answers: 1}}}
                """
                    .formatted("a".repeat(64))))
        .isEqualTo(2);
    String none = ", which fits no model that is known for eu-central-1";
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .endsWith(" has nova.pro" + none + "; it is called nova-pro:latest in lists."),
            line -> assertThat(line).contains(" has library/nova-lite" + none),
            line -> assertThat(line).endsWith(" has a:b:c" + none + "."),
            line ->
                assertThat(line)
                    .contains("'limits.models'", " has claude_sonnet-4.5" + none)
                    .endsWith("; it is called claude-sonnet-4.5:latest in lists."));
  }

  @Test
  void limitsOfOneModelByTwoNames_areDoubted() throws IOException {
    String limits =
        "models: {fast: nova-lite}\nlimits: {models: {%s: {open_answers: 1},"
            + " %s: {open_answers: 2}, 'nova-*': {open_answers: 3}}}\n";
    assertThat(check(limits.formatted("fast", "nova-lite"))).isZero();
    assertThat(check(limits.formatted("nova-pro", "nova-lite"))).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    for (String other : List.of("NOVA-LITE:latest", "amazon.nova-lite-v1:0")) {
      err.reset();
      assertThat(check(limits.formatted("nova-lite", other))).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .isEqualTo(
              "'limits.models' in "
                  + folder.resolve("gateway.yaml")
                  + " has nova-lite and "
                  + other
                  + ", which are one model; the first holds.\n");
    }
  }

  @Test
  void modelsThatAreKnownByAnyName_areNotDoubted() throws IOException {
    assertThat(
            check(
                """
                region: eu-west-2
                keys:
                  team-a:
                    sha256: %s
                    models: [Claude-Sonnet-4.5:latest, amazon.nova-pro-v1:0, "anthropic.*", acme.new-model-v1:0, "*"]
                """
                    .formatted("a".repeat(64))))
        .isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"access.md, keys", "access.md, secrets", "limits.md, prices"})
  void examplesOfPages_areNotDoubted(String name, String section) throws IOException {
    String page = Files.readString(Path.of("../docs", name));
    String begin = "<!-- " + section + " -->\n```yaml\n";
    int from = page.indexOf(begin) + begin.length();
    assertThat(check(page.substring(from, page.indexOf("```", from)))).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void modelsThatNoListHasYet_areNotDoubted() throws IOException {
    assertThat(
            check(
                """
                keys:
                  team-a:
                    sha256: %s
                    models: ["titan-*", "cohere.*", "*-multimodal-embeddings", "acme.*"]
                  team-b:
                    sha256: %s
                    models: ["arn:aws:bedrock:*:application-inference-profile/*"]
                limits: {models: {"titan-embed-*": {open_answers: 5}}}
                models: {"acme.new-model-v1:0": {max_tokens: 100}}
                """
                    .formatted("a".repeat(64), "b".repeat(64))))
        .isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void pricesOfNoUse_areRefused() throws IOException {
    String price =
        "models: {nova-lite: {price: {input: %s, output: 1, cache_read: 0, cache_write: 0, as_of: 2026-11-27}}}";
    for (String input : List.of("-1000", "20000", "0.0000000000001", "18446744073709551617")) {
      err.reset();
      assertThat(check(price.formatted(input))).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8))
          .contains("the model \"nova-lite\"", "price.input", "input is ");
    }
  }

  @Test
  void budgets_mayBeForgottenAndMayRefuseModels_whichIsSaid() throws IOException {
    String keys =
        "user_headers_from: [10.0.0.1]\n"
            + "keys: {team: {sha256: %s, models: [%s], people: {budget: {daily_usd: 1}}}}\n";
    String all = keys.formatted("a".repeat(64), "nova-micro, jamba-1.5-*");
    assertThat(check(all)).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("A restart forgets what was spent of the budgets in 'keys' in ")
                    .endsWith("GATEWAY_STATE_DIR (state_dir)."),
            line ->
                assertThat(line)
                    .contains(
                        "such as jamba-1.5-mini", "GATEWAY_UNPRICED_MODELS (unpriced_models)"));
    err.reset();
    String state = "state_dir: " + folder.resolve("state") + "\n";
    assertThat(check(all + state + "unpriced_models: refuse")).isZero();
    assertThat(check(keys.formatted("a".repeat(64), "nova-micro") + state)).isZero();
    assertThat(check("keys: {team: {sha256: %s}}".formatted("a".repeat(64)))).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void limitsOfPersons_mayHoldForNobody_whichIsSaid() throws IOException {
    String keys =
        "keys: {team: {sha256: %s, people: {limits: {open_answers: 1}}}}\n"
            .formatted("a".repeat(64));
    assertThat(check(keys)).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "What 'people' of 'keys' in "
                + folder.resolve("gateway.yaml")
                + " says holds for nobody, as nobody is believed who calls; give"
                + " GATEWAY_USER_JWT_SECRET (user_jwt_secret), or say in GATEWAY_USER_HEADERS_FROM"
                + " (user_headers_from) where Open WebUI is believed.\n");
    err.reset();
    assertThat(check(keys + "user_headers_from: [10.0.0.1]")).isZero();
    assertThat(check(keys + "user_jwt_secret: a-secret-of-32-characters-0123456")).isZero();
    assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
  }
}
