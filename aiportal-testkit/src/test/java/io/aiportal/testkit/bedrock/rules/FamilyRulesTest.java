package io.aiportal.testkit.bedrock.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aiportal.testkit.bedrock.reply.ReasoningSignature;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every rule of {@code rules.json} refuses one request and lets another, close to it, pass. */
class FamilyRulesTest {

  private static final JsonMapper MAPPER = new JsonMapper();

  @TestFactory
  Stream<DynamicTest> rule_violation_isRefusedInBedrocksWords() {
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.get("rule").asText(),
                    () ->
                        assertThat(check(rule, "refused"))
                            .map(Violation::message)
                            .hasValueSatisfying(
                                message ->
                                    assertThat(message).contains(rule.get("message").asText()))));
  }

  @TestFactory
  Stream<DynamicTest> rule_goodRequest_passes() {
    return rules()
        .map(
            rule ->
                DynamicTest.dynamicTest(
                    rule.get("rule").asText(),
                    () -> assertThat(check(rule, "accepted")).isEmpty()));
  }

  @Test
  void violation_ofTheModelItself_isNoValidationException() {
    JsonNode rule =
        rules().filter(r -> r.get("rule").asText().equals("hyphen in tool name")).findAny().get();

    assertThat(check(rule, "refused"))
        .hasValueSatisfying(
            violation -> {
              assertThat(violation.exception()).isEqualTo("ModelErrorException");
              assertThat(violation.status()).isEqualTo(424);
            });
  }

  @Test
  void image_ofTooManyBytes_isRefused() {
    assertThat(
            withMedia("{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"%s\"}}}", 3_932_161))
        .map(Violation::message)
        .hasValueSatisfying(
            message -> assertThat(message).contains("3932161 bytes > 3932160 bytes"));
    assertThat(
            withMedia("{\"image\":{\"format\":\"png\",\"source\":{\"bytes\":\"%s\"}}}", 3_932_160))
        .isEmpty();
  }

  @Test
  void document_ofTooManyBytes_isRefused() {
    String document =
        "{\"document\":{\"name\":\"a\",\"format\":\"pdf\",\"source\":{\"bytes\":\"%s\"}}}";

    assertThat(withMedia(document, 4_718_593))
        .map(Violation::message)
        .hasValueSatisfying(message -> assertThat(message).contains("larger than 4718592 bytes"));
    assertThat(withMedia(document, 4_718_592)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          meta.llama3-8b-instruct-v1:0               | 8192   | Input is too long for requested model.
          us.anthropic.claude-opus-4-1-20250805-v1:0 | 200000 | The model returned the following errors: prompt is too long: 200001 tokens > 200000 maximum
          """)
  void prompt_longerThanTheContext_isRefused(String model, int context, String message) {
    assertThat(prompt(model, context, 0)).isEmpty();
    assertThat(prompt(model, context + 1)).map(Violation::message).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
    "anthropic.claude-haiku-4-5-20251001-v1:0,                                           true",
    "anthropic.claude-3-5-sonnet-20240620-v1:0,                                          true",
    "anthropic.claude-opus-4-8,                                                          true",
    "arn:aws:bedrock:eu-west-2::foundation-model/anthropic.claude-opus-4-8,              true",
    "eu.anthropic.claude-opus-4-8,                                                       false",
    "arn:aws:bedrock:eu-west-2:123456789012:inference-profile/anthropic.claude-opus-4-8, false",
    "anthropic.claude-3-haiku-20240307-v1:0,                                             false",
    "anthropic.claude-opus-5,                                                            false",
    "amazon.nova-lite-v1:0,                                                              false",
  })
  void tokens_areCountedByTheOwnIdsOfSomeModels(String calledAs, boolean counted) {
    ModelCall call = new ModelCall(calledAs, ModelFamilies.baseId(calledAs), "eu-west-2", false);

    assertThat(FamilyRules.standard().checkCount(call).map(Violation::message))
        .isEqualTo(
            counted
                ? Optional.empty()
                : Optional.of("The provided model doesn't support counting tokens."));
  }

  @Test
  void words_ofEveryFamily_areThere() {
    Refusals refusals = Refusals.load();

    assertThat(ModelFamilies.load().all())
        .allSatisfy(
            family ->
                assertThat(family.words().values()).as(family.name()).allMatch(refusals::has));
  }

  @Test
  void promptAndAnswer_longerThanTheContextTogether_areRefusedByOlderClaudes() {
    String old = "us.anthropic.claude-opus-4-1-20250805-v1:0";

    assertThat(prompt(old, 190_000, 10_000)).isEmpty();
    assertThat(prompt(old, 190_000, 10_001))
        .map(Violation::message)
        .contains(
            "The model returned the following errors: input length and `max_tokens` exceed context"
                + " limit: 190000 + 10001 > 200000, decrease input length or `max_tokens` and try"
                + " again");
    assertThat(prompt("us.anthropic.claude-haiku-4-5-20251001-v1:0", 190_000, 10_001)).isEmpty();
  }

  private static Optional<Violation> prompt(String model, int tokens) {
    return prompt(model, tokens, 0);
  }

  private static Optional<Violation> prompt(String model, int tokens, int maxTokens) {
    int ofMessage = TokenEstimate.ofRequest(json("{\"messages\":[{\"content\":[]}]}"));
    String text = "x".repeat((tokens - ofMessage) * TokenEstimate.CHARACTERS_PER_TOKEN);
    JsonNode request =
        json(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"%s\"}]}],\"inferenceConfig\":{\"maxTokens\":%d}}"
                .formatted(text, maxTokens));
    return FamilyRules.standard().check(model, request, false);
  }

  @Test
  void check_manyIds_knowsTheirFamily() {
    List<String> ids =
        List.of(
            "anthropic.claude-opus-4-8",
            "global.anthropic.claude-haiku-4-5-20251001-v1:0",
            "arn:aws:bedrock:eu-west-2::foundation-model/amazon.nova-lite-v1:0",
            "arn:aws:bedrock:eu-west-2:111122223333:inference-profile/eu.amazon.nova-lite-v1:0",
            "amazon.nova-pro-v1:0:300k",
            "meta.llama4-scout-17b-instruct-v1:0",
            "mistral.ministral-3-8b-instruct",
            "qwen.qwen3-coder-480b-a35b-v1:0",
            "deepseek.v3.2",
            "moonshotai.kimi-k2.5",
            "minimax.minimax-m2",
            "google.gemma-3-4b-it",
            "ai21.jamba-1-5-large-v1:0",
            "cohere.command-r-plus-v1:0",
            "us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0");
    JsonNode hello = json("{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}");

    assertThat(ids)
        .allSatisfy(
            id -> assertThat(FamilyRules.standard().check(id, hello, false)).as(id).isEmpty());
  }

  private static Optional<Violation> withMedia(String block, int bytes) {
    byte[] media = new byte[bytes];
    byte[] png = "\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(png, 0, media, 0, png.length);
    String content = block.formatted(Base64.getEncoder().encodeToString(media));
    JsonNode request =
        json(
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"},%s]}]}"
                .formatted(content));
    return FamilyRules.standard().check("amazon.nova-pro-v1:0", request, false);
  }

  private static Optional<Violation> check(JsonNode rule, String side) {
    JsonNode call = rule.get(side);
    boolean streaming = rule.path("streaming").asBoolean();
    return FamilyRules.standard().check(call.get("model").asText(), call.get("request"), streaming);
  }

  private static Stream<JsonNode> rules() {
    try (InputStream in = FamilyRulesTest.class.getResourceAsStream("rules.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      JsonNode rules = json(text.replace("SIGNATURE", ReasoningSignature.of("I think")));
      return StreamSupport.stream(rules.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
