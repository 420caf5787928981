package io.aiportal.testkit.bedrock.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.Recording;
import io.aiportal.testkit.bedrock.reply.Recordings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingModelsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final EmbeddingModels MODELS = EmbeddingModels.load();
  private static final String TITAN = "amazon.titan-embed-text-v1";
  private static final String TITAN_V2 = "amazon.titan-embed-text-v2:0";
  private static final String COHERE = "cohere.embed-english-v3";
  private static final String COHERE_V4 = "cohere.embed-v4:0";
  private static final String NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";

  @TestFactory
  Stream<DynamicTest> recordedRequests_areTaken_andAnsweredInTheRecordedShape() {
    Optional<Recordings> recordings = Recordings.find();
    if (recordings.isEmpty()) {
      System.err.println("NOT RUN: embeddings against recordings; set " + Recordings.VARIABLE);
    }
    return recordings.stream()
        .flatMap(found -> found.of("invoke").stream())
        .filter(recording -> recording.status() == 200 && MODELS.has(recording.model()))
        .map(
            recording ->
                DynamicTest.dynamicTest(
                    recording.model() + " " + recording.id(), () -> assertAnswered(recording)));
  }

  private static void assertAnswered(Recording recording) {
    assertThat(MODELS.refusal(recording.model(), recording.request())).isEmpty();
    JsonNode answer = MODELS.answer(recording.model(), recording.request()).body();
    List<String> paths = paths("", answer);
    assertThat(paths).isEqualTo(paths("", recording.response()));
  }

  /** The paths of all values, each with its kind; texts and numbers aside. */
  private static List<String> paths(String path, JsonNode node) {
    List<String> paths = new ArrayList<>(List.of(path + " " + node.getNodeType()));
    node.properties().forEach(e -> paths.addAll(paths(path + "/" + e.getKey(), e.getValue())));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      paths.addAll(paths(path + "/" + i, node.get(i)));
    }
    return paths;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        TITAN + "    | {\"inputText\":\"a\"} | 1536",
        TITAN_V2 + " | {\"inputText\":\"a\"} | 1024",
        TITAN_V2 + " | {\"inputText\":\"a\",\"dimensions\":256,\"normalize\":false} | 256",
        COHERE + "   | {\"texts\":[\"a\"],\"input_type\":\"search_query\"} | 1024",
        COHERE_V4 + "| {\"texts\":[\"a\"],\"input_type\":\"search_query\"} | 1536",
        COHERE_V4
            + "| {\"texts\":[\"a\"],\"input_type\":\"clustering\",\"output_dimension\":512} | 512",
        NOVA
            + "     | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_INDEX\",\"text\":{\"truncationMode\":\"END\",\"value\":\"a\"}}} | 3072",
        NOVA
            + "     | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_INDEX\",\"embeddingDimension\":384,\"text\":{\"truncationMode\":\"END\",\"value\":\"a\"}}} | 384",
      })
  void vector_hasTheLengthThatIsAskedFor(String model, String request, int length)
      throws IOException {
    JsonNode body = MAPPER.readTree(request);
    assertThat(MODELS.refusal(model, body)).isEmpty();
    EmbeddingAnswer answer = MODELS.answer(model, body);
    assertThat(vector(answer)).hasSize(length);
    assertThat(answer.inputTokens()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        TITAN + "    | {} | #: required key [inputText] not found",
        TITAN + "    | {\"inputText\":\"\"} | #/inputText: expected minLength: 1, actual: 0",
        TITAN
            + "    | {\"inputText\":[\"a\"]} | #/inputText: expected type: String, found: JSONArray",
        TITAN + "    | {\"inputText\":5} | #/inputText: expected type: String, found: Integer",
        TITAN + "    | {\"inputText\":null} | #/inputText: expected type: String, found: Null",
        TITAN + "    | {\"inputText\":true} | #/inputText: expected type: String, found: Boolean",
        TITAN
            + "    | {\"inputText\":\"a\",\"dimensions\":256} | #: extraneous key [dimensions] is not permitted",
        TITAN_V2
            + " | {\"inputText\":\"a\",\"dimensions\":3} | #/dimensions: 3 is not a valid enum value",
        TITAN_V2
            + " | {\"inputText\":\"a\",\"dimensions\":1.5} | #/dimensions: expected type: Integer, found: BigDecimal",
        TITAN_V2 + " | {\"inputText\":\"a\",\"normalize\":1,\"x\":1} | 2 schema violations found",
        COHERE + "   | {\"texts\":[\"a\"]} | #: required key [input_type] not found",
        COHERE
            + "   | {\"texts\":[],\"input_type\":\"search_query\"} | #/texts: expected minimum item count: 1, found: 0",
        COHERE
            + "   | {\"texts\":[\"a\",1],\"input_type\":\"search_query\"} | #/texts/1: expected type: String, found: Integer",
        COHERE
            + "   | {\"texts\":[\"a\"],\"input_type\":\"x\"} | #/input_type: x is not a valid enum value",
        COHERE
            + "   | {\"texts\":[\"a\"],\"input_type\":\"search_query\",\"output_dimension\":256} | #: extraneous key [output_dimension] is not permitted",
        NOVA
            + "     | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":{\"embeddingPurpose\":\"GENERIC_INDEX\"}} | #/singleEmbeddingParams: required key [text] not found",
        NOVA
            + "     | {\"taskType\":\"SINGLE_EMBEDDING\",\"singleEmbeddingParams\":[]} | #/singleEmbeddingParams: expected type: JSONObject, found: JSONArray",
      })
  void malformedRequest_isRefusedInBedrocksWords(String model, String request, String words)
      throws IOException {
    assertThat(MODELS.refusal(model, MAPPER.readTree(request)))
        .map(BedrockError::message)
        .hasValue(
            "Malformed input request: " + words + ", please reformat your input and try again.");
  }

  @Test
  void texts_haveLimits() throws IOException {
    assertThat(message(COHERE, cohere("NONE", Collections.nCopies(97, "a"))))
        .contains("#/texts: expected maximum item count: 96, found: 97");
    assertThat(message(COHERE, cohere("END", List.of("a", "x".repeat(2049)))))
        .contains("#/texts/1: expected maxLength: 2048, actual: 2049");
    assertThat(message(TITAN, titan("x".repeat(50_001))))
        .contains("#/inputText: expected maxLength: 50000, actual: 50001");
    assertThat(MODELS.refusal(TITAN, titan("x".repeat(4 * 8192)))).isEmpty();
    assertThat(message(TITAN_V2, titan("x".repeat(4 * 8192 + 1))))
        .isEqualTo(
            "400 Bad Request: Too many input tokens. Max input tokens: 8192, request input token"
                + " count: 8193");
  }

  @Test
  void longText_isCutAtTheEndThatIsNamed() throws IOException {
    String text = "start " + "x ".repeat(260_000) + "end";
    assertThat(message(COHERE_V4, cohere("NONE", List.of(text))))
        .contains("Max input tokens: 128000");
    EmbeddingAnswer start = MODELS.answer(COHERE_V4, cohere("START", List.of(text)));
    EmbeddingAnswer end = MODELS.answer(COHERE_V4, cohere("END", List.of(text)));
    assertThat(start.inputTokens()).isEqualTo(128_000);
    assertThat(end.inputTokens()).isEqualTo(128_000);
    assertThat(start.body().at("/embeddings/float/0"))
        .isNotEqualTo(end.body().at("/embeddings/float/0"));
    assertThat(
            MODELS
                .answer(COHERE_V4, cohere("END", List.of(text.substring(0, 512_000))))
                .body()
                .at("/embeddings/float/0"))
        .isEqualTo(end.body().at("/embeddings/float/0"));
  }

  @Test
  void textsThatShareWords_areNear_inAnyLanguage() throws IOException {
    for (String texts :
        List.of("a small boat|A small ship!|tax return", "малая лодка|малая ладья|налог")) {
      String[] three = texts.split("\\|");
      JsonNode boat = vector(MODELS.answer(TITAN_V2, titan(three[0])));
      JsonNode ship = vector(MODELS.answer(TITAN_V2, titan(three[1])));
      JsonNode tax = vector(MODELS.answer(TITAN_V2, titan(three[2])));
      assertThat(dot(boat, boat)).isBetween(0.999, 1.001);
      assertThat(dot(boat, ship)).isGreaterThan(dot(boat, tax) + 0.3);
    }
    assertThat(vector(MODELS.answer(TITAN_V2, titan(" "))))
        .isNotEqualTo(vector(MODELS.answer(TITAN_V2, titan("!"))));
  }

  @Test
  void firstGeneration_doesNotNormalize() throws IOException {
    JsonNode vector = vector(MODELS.answer(TITAN, titan("one two three four")));
    assertThat(dot(vector, vector)).isBetween(3.0, 5.0);
  }

  @Test
  void otherModels_makeNone() {
    assertThat(MODELS.has("amazon.nova-lite-v1:0")).isFalse();
    assertThat(MODELS.has(NOVA)).isTrue();
  }

  private static String message(String model, JsonNode request) {
    return MODELS.refusal(model, request).orElseThrow().message();
  }

  private static JsonNode titan(String text) {
    return MAPPER.createObjectNode().put("inputText", text);
  }

  private static JsonNode cohere(String truncate, List<String> texts) {
    return MAPPER
        .createObjectNode()
        .put("input_type", "search_document")
        .put("truncate", truncate)
        .set("texts", MAPPER.valueToTree(texts));
  }

  private static JsonNode vector(EmbeddingAnswer answer) {
    for (String path :
        List.of("/embedding", "/embeddings/float/0", "/embeddings/0/embedding", "/embeddings/0")) {
      if (answer.body().at(path).isArray()) {
        return answer.body().at(path);
      }
    }
    throw new AssertionError("no vector");
  }

  private static double dot(JsonNode left, JsonNode right) {
    double sum = 0;
    for (int i = 0; i < left.size(); i++) {
      sum += left.get(i).asDouble() * right.get(i).asDouble();
    }
    return sum;
  }
}
