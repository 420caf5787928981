package io.aiportal.testkit.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.IntNode;
import io.aiportal.testkit.bedrock.RawClient.Response;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.report.Report;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import io.aiportal.testkit.junit.SimulatedBedrock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Scripts for the requests that are meant, what was asked, and what is left over; in Java and over
 * HTTP.
 */
@SimulatedBedrock(leftovers = true)
class ScriptIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LITE = "/model/amazon.nova-lite-v1%3A0/";
  private static final String PRO = "/model/amazon.nova-pro-v1%3A0/";

  private final BedrockSimulator bedrock;

  ScriptIT(BedrockSimulator bedrock) {
    this.bedrock = bedrock;
  }

  @Test
  void script_forSomeRequests_isKeptForThem() throws Exception {
    bedrock
        .script(RequestMatcher.any().saying("weather"), ModelReply.text("rain"))
        .script(RequestMatcher.any().model("amazon.nova-pro-v1:0"), ModelReply.text("pro"))
        .script(ModelReply.text("anything"));
    assertThat(said(LITE, "Hi")).isEqualTo("anything");
    assertThat(said(PRO, "Hi")).isEqualTo("pro");
    assertThat(bedrock.leftovers())
        .containsExactly("the reply “rain” for a request saying “weather”");
    assertThat(said(LITE, "How is the weather?")).isEqualTo("rain");
    assertThat(bedrock.leftovers()).isEmpty();
  }

  @Test
  void always_answersAllThatAreMeant_untilReset() throws Exception {
    bedrock.always(RequestMatcher.any().operation("Converse"), ModelReply.text("same"));
    assertThat(said(LITE, "a")).isEqualTo("same");
    assertThat(said(PRO, "b")).isEqualTo("same");
    bedrock.verifyNothingLeft();
    bedrock.reset();
    assertThat(said(LITE, "a")).isNotEqualTo("same");
  }

  @Test
  void always_hidesNothingThatIsMeantOnce() throws Exception {
    bedrock.always(RequestMatcher.any(), ModelReply.text("same"));
    bedrock
        .script(RequestMatcher.any().saying("weather"), ModelReply.text("rain"))
        .script(RequestMatcher.any().saying("weather"), ModelReply.text("sun"));
    assertThat(said(LITE, "weather?")).isEqualTo("rain");
    assertThat(said(LITE, "Hi")).isEqualTo("same");
    assertThat(said(LITE, "weather?")).isEqualTo("sun");
    assertThat(said(LITE, "weather?")).isEqualTo("same");
    bedrock.verifyNothingLeft();
  }

  @Test
  void fault_forSomeRequests_isKeptForThem() throws Exception {
    bedrock.enqueue(RequestMatcher.any().with("/inferenceConfig/maxTokens", 7.0), Fault.THROTTLED);
    assertThat(call("POST", LITE + "converse", asking("Hi")).status()).isEqualTo(200);
    String limited = asking("Hi").replaceFirst("\\}$", ",\"inferenceConfig\":{\"maxTokens\":7}}");
    assertThat(call("POST", LITE + "converse", limited).status()).isEqualTo(429);
    assertThat(call("POST", LITE + "converse", limited).status()).isEqualTo(200);
  }

  @Test
  void verify_saysWhatWasAskedInstead() throws Exception {
    RequestMatcher pro = RequestMatcher.any().operation("Converse").model("nova-pro-v1:0");
    assertThatThrownBy(() -> bedrock.verify(pro, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Expected 1 times a request of Converse, of the model nova-pro-v1:0, and not 0. Nothing was"
                + " asked.");
    said(LITE, "Hi");
    assertThatThrownBy(() -> bedrock.verify(pro, 1))
        .hasMessageEndingWith("Asked was: Converse amazon.nova-lite-v1:0.");
    said(PRO, "Hi");
    List<ReportedRequest> asked = bedrock.verify(pro, 1);
    assertThat(asked.get(0).modelId()).isEqualTo("amazon.nova-pro-v1:0");
    bedrock.verify(RequestMatcher.any().header("Content-Type", "text/plain"), 0);
    bedrock.verify(RequestMatcher.any().with("/messages/0/role", "user"), 2);
    bedrock.verify(RequestMatcher.any().with("/system"), 0);
    String limited = asking("Hi").replaceFirst("\\}$", ",\"inferenceConfig\":{\"maxTokens\":7}}");
    call("POST", LITE + "converse", limited);
    bedrock.verify(RequestMatcher.any().with("/inferenceConfig", Map.of("maxTokens", 7L)), 1);
    bedrock.verify(RequestMatcher.any().with("/inferenceConfig", Map.of("maxTokens", 8L)), 0);
    bedrock.verify(RequestMatcher.any().with("/inferenceConfig", Map.of("maxTokens", "7")), 0);
    bedrock.report().awaitRequests(pro, 1, Duration.ofSeconds(60));
  }

  @Test
  void verifyNothingLeft_namesWhatIsLeft() throws Exception {
    bedrock.script(ModelReply.text("unused")).enqueueForLists(Fault.THROTTLED);
    bedrock.play(new byte[] {1});
    assertThatThrownBy(bedrock::verifyNothingLeft)
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "Nobody asked for the reply “unused” for any request; a played stream for any request; the"
                + " fault throttled for a list. Nothing was asked.");
  }

  @Test
  void scriptsOverHttp_answerAndAreCounted() throws Exception {
    String scripts =
        """
        [{"text": "first", "when": {"text": "one"}},
         {"content": [{"reasoningContent": {"reasoningText": {"text": "hm", "signature": "s"}}},
                      {"toolUse": {"name": "find", "toolUseId": "t1", "input": {"what": "boat"}}}],
          "usage": {"inputTokens": 11, "outputTokens": 3}},
         {"fault": "throttled", "when": {"model": "nova-pro-v1:0", "body": {"/messages/0/role": "user"}}},
         {"text": "kept", "always": true, "when": {"operation": "ConverseStream", "headers": {"x-me": "1"}}},
         {"text": "twice", "times": 2, "stopReason": "max_tokens", "firstTokenMillis": 1}]
        """;
    assertThat(json("POST", "/simulator/scripts", scripts).get("left")).hasSize(5);
    JsonNode called = json("POST", LITE + "converse", asking("two"));
    assertThat(called.at("/output/message/content/1/toolUse/input/what").asText())
        .isEqualTo("boat");
    assertThat(called.path("stopReason").asText()).isEqualTo("tool_use");
    assertThat(called.at("/usage/inputTokens").asInt()).isEqualTo(11);
    assertThat(call("POST", PRO + "converse", asking("two")).status()).isEqualTo(429);
    JsonNode twice = json("POST", LITE + "converse", asking("two"));
    assertThat(twice.at("/output/message/content/0/text").asText()).isEqualTo("twice");
    assertThat(twice.path("stopReason").asText()).isEqualTo("max_tokens");
    assertThat(said(LITE, "one")).isEqualTo("first");
    assertThat(json("GET", "/simulator/scripts", "").get("left").get(0).asText())
        .isEqualTo("the reply “twice” for any request");
    assertThat(json("POST", "/simulator/requests", "{\"text\":\"two\"}").get("count").asInt())
        .isEqualTo(3);
    assertThat(
            json("POST", "/simulator/requests", "{\"model\":\"nova-pro-v1:0\"}")
                .at("/requests/0/body/messages"))
        .hasSize(1);
    json("DELETE", "/simulator/scripts", "");
    assertThat(bedrock.leftovers()).isEmpty();
  }

  @Test
  void countsOfTheCache_areToldAsTheScriptHasThem() throws Exception {
    json(
        "POST",
        "/simulator/scripts",
        """
        [{"text": "a", "usage": {"inputTokens": 5, "outputTokens": 2, "cacheReadInputTokens": 0}},
         {"text": "b", "usage": {"inputTokens": 5, "outputTokens": 2}}]
        """);
    JsonNode told = json("POST", LITE + "converse", asking("x")).get("usage");
    assertThat(told.get("cacheReadInputTokens").isInt()).isTrue();
    assertThat(told.get("cacheReadInputTokens").asInt()).isZero();
    assertThat(told.get("totalTokens").asInt()).isEqualTo(7);
    JsonNode untold = json("POST", LITE + "converse", asking("x")).get("usage");
    assertThat(untold.has("cacheReadInputTokens")).isFalse();
    bedrock.script(ModelReply.text("c").withUsage(new Usage(5, 2, 0, 0)));
    assertThat(json("POST", LITE + "converse", asking("x")).at("/usage/cacheWriteInputTokens"))
        .isEqualTo(IntNode.valueOf(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{ | The body is not JSON",
        "3 | a script must be a JSON object",
        "{\"reply\":\"x\"} | a script has no reply, but always, content,",
        "{} | one of text, content and fault",
        "{\"text\":\"x\",\"fault\":\"stall\"} | one of text, content and fault",
        "{\"fault\":\"stal\"} | There is no fault stal. There are throttled,",
        "{\"text\":\"x\",\"times\":0} | times must be between",
        "{\"text\":\"x\",\"tokensPerSecond\":0} | tokensPerSecond must be positive",
        "{\"text\":{}} | text must be a text",
        "{\"fault\":429} | fault must be a text",
        "{\"content\":\"Hello\"} | content must be an array",
        "{\"content\":[{\"text\":{}}]} | text must be a text",
        "{\"text\":\"x\",\"times\":\"2\"} | times must be a number",
        "{\"text\":\"x\",\"always\":\"yes\"} | always must be true or false",
        "{\"text\":\"x\",\"usage\":3} | usage must be a JSON object",
        "{\"text\":\"x\",\"usage\":{\"inputTokens\":\"3\"}} | inputTokens must be a number",
        "{\"text\":\"x\",\"firstTokenMillis\":\"1\"} | firstTokenMillis must be a number",
        "{\"text\":\"x\",\"when\":{\"body\":\"x\"}} | body must be a JSON object",
        "{\"text\":\"x\",\"when\":{\"body\":[1]}} | body must be a JSON object",
        "{\"text\":\"x\",\"when\":{\"headers\":\"x\"}} | headers must be a JSON object",
        "{\"text\":\"x\",\"when\":{\"headers\":{\"a\":[\"b\"]}}} | a must be a text",
        "{\"text\":\"x\",\"when\":{\"text\":{}}} | text must be a text",
        "{\"content\":[{\"image\":{}}]} | A block of content is text, toolUse",
        "{\"text\":\"x\",\"when\":{\"prompt\":\"y\"}} | when has no prompt",
        "[{\"text\":\"x\"},{\"text\":\"x\",\"when\":{\"body\":{\"a\":1}}}] | JSON pointers",
      })
  void scriptOverHttp_thatIsWrong_isToldInASentence(String script, String sentence)
      throws Exception {
    Response refused = call("POST", "/simulator/scripts", script);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains(sentence);
    assertThat(bedrock.leftovers()).isEmpty();
  }

  @Nested
  class Inner {

    @Test
    void nestedTests_haveTheSameSimulator_asNew(
        BedrockSimulator same, Report report, URI endpoint) {
      assertThat(same).isSameAs(bedrock);
      assertThat(report).isSameAs(bedrock.report());
      assertThat(report.requestCount()).isZero();
      assertThat(endpoint).isEqualTo(bedrock.endpoint());
    }
  }

  private static String asking(String text) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}]}";
  }

  private String said(String model, String text) throws IOException {
    return json("POST", model + "converse", asking(text))
        .at("/output/message/content/0/text")
        .asText();
  }

  private JsonNode json(String method, String path, String body) throws IOException {
    return JSON.readTree(call(method, path, body).body());
  }

  private Response call(String method, String path, String body) throws IOException {
    try (RawClient client = new RawClient(bedrock.endpoint())) {
      client.send(method, path, body);
      return client.read();
    }
  }
}
