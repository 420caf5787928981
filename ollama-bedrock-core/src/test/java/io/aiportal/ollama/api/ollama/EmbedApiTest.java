package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.TickingClock;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbedApiTest {

  private static final Clock STOPPED = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

  @Test
  void embedRequest_withEverything_keepsIt() {
    EmbedRequest request =
        embed(
            """
            {"unknown":{"model":"x"},"MODEL":"m:query","input":["a","",null],"input":["a",""],"truncate":false,
             "dimensions":256,"keep_alive":"5m","options":{"num_ctx":1},"stream":"ignored"}""");
    assertThat(request)
        .isEqualTo(
            new EmbedRequest(
                "m:query",
                List.of("a", ""),
                false,
                256,
                Map.of("num_ctx", 1),
                Duration.ofMinutes(5)));
    assertThat(OllamaApi.toEmbedCall(request))
        .isEqualTo(new EmbedCall("m:query", List.of("a", ""), 256, false, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                  | []",
        "{\"input\":null}    | []",
        "{\"input\":\"\"}    | []",
        "{\"input\":[]}      | []",
        "{\"input\":\"a\"}   | [a]",
        "{\"input\":[\"\"]}  | []",
        "{\"input\":[\"a\",\"b\"]} | [a, b]",
      })
  void input_isOneTextOrSeveral(String body, String texts) {
    EmbedCall call = OllamaApi.toEmbedCall(embed(body));
    assertThat(call.texts().toString()).isEqualTo(texts);
    assertThat(call.texts()).hasSize(body.contains("\"\"]") ? 1 : call.texts().size());
    assertThat(call.dimensions()).isNull();
    assertThat(call.truncate()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-1, -1",
    "9223372036854775807, 2147483647",
    "-9223372036854775808, -2147483648",
  })
  void dimensions_areAnyNumber(String sent, int read) {
    assertThat(embed("{\"dimensions\":" + sent + "}").dimensions()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                      | missing request body",
        "{\"input\":5}           | invalid input type",
        "{\"input\":{}}          | invalid input type",
        "{\"input\":[1]}         | invalid input type",
        "{\"input\":[\"a\",null]} | invalid input type",
        "{\"input\":[[\"a\"]]}   | invalid input type",
        "[]                      | json: cannot unmarshal array into Go value of type api.EmbedRequest",
        "{\"model\":1}           | json: cannot unmarshal number into Go struct field EmbedRequest.model of type string",
        "{\"truncate\":1}        | json: cannot unmarshal number into Go struct field EmbedRequest.truncate of type bool",
        "{\"dimensions\":1.5}    | json: cannot unmarshal number 1.5 into Go struct field EmbedRequest.dimensions of type int",
        "{\"options\":1}         | json: cannot unmarshal number into Go struct field EmbedRequest.options of type map[string]interface {}",
        "{\"keep_alive\":true}   | Unsupported type: 'bool'",
        "{\"model\":5,\"keep_alive\":\"1d\"} | time: unknown unit \"d\" in duration \"1d\"",
        "{\"input\":1e400}       | json: cannot unmarshal number 1e400 into Go struct field"
            + " EmbedRequest.input of type float64",
        "{\"keep_alive\":1e400}  | json: cannot unmarshal number 1e400 into Go struct field"
            + " EmbedRequest.keep_alive of type float64",
      })
  void badRequest_isRefusedInGosWords(String body, String sentence) {
    assertThatThrownBy(() -> embed(body))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage(sentence);
  }

  @Test
  void doubledFields_takeWhatGoLeavesOfThem() {
    EmbedRequest request =
        OllamaApi.readEmbed(
            """
            {"input":"a","input":["b"],"dimensions":5,"dimensions":null,"truncate":true,
             "truncate":null,"options":{"seed":1},"options":{"top_k":2}}"""
                .getBytes(StandardCharsets.UTF_8));
    assertThat(request.input()).containsExactly("b");
    assertThat(request.dimensions()).isEqualTo(5);
    assertThat(request.truncate()).isNull();
    assertThat(request.options()).isEqualTo(Map.of("seed", 1, "top_k", 2));
  }

  @Test
  void olderRequest_hasOneText_andLeavesVectorsAlone() {
    EmbeddingRequest request =
        embedding(
            """
            {"model":"m","prompt":"a","input":5,"truncate":"ignored","keep_alive":0,"options":{}}""");
    assertThat(request).isEqualTo(new EmbeddingRequest("m", "a", Map.of(), Duration.ZERO));
    assertThat(OllamaApi.toEmbedCall(request))
        .isEqualTo(new EmbedCall("m", List.of("a"), null, false, false));
    assertThat(OllamaApi.toEmbedCall(embedding("{\"model\":\"m\"}")).texts()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]             | json: cannot unmarshal array into Go value of type api.EmbeddingRequest",
        "{\"prompt\":1} | json: cannot unmarshal number into Go struct field EmbeddingRequest.prompt of type string",
      })
  void badOlderRequest_isRefusedInGosWords(String body, String sentence) {
    assertThatThrownBy(() -> embedding(body)).hasMessage(sentence);
  }

  @Test
  void olderRequest_needsAName() {
    assertThatThrownBy(() -> OllamaApi.toEmbedCall(EmbeddingRequest.of(" ", "a")))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage("model is required");
    assertThat(OllamaApi.toEmbedCall(EmbedRequest.of("", "a")).model()).isEmpty();
  }

  @Test
  void optionOfTheWrongType_isOllamasError() {
    String body = "{\"model\":\"m\",\"options\":{\"num_ctx\":\"x\"}}";
    assertThatThrownBy(() -> OllamaApi.toEmbedCall(embed(body)))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(500))
        .hasMessage("option \"num_ctx\" must be of type integer");
    assertThatThrownBy(() -> OllamaApi.toEmbedCall(embedding(body)))
        .hasMessage("option \"num_ctx\" must be of type integer");
  }

  @Test
  void answer_hasVectorsInTheirShortestForm_andMetrics() {
    EmbedRequest request = EmbedRequest.of("m<x>", "a", "b");
    Embeddings embeddings =
        new Embeddings(List.of(new float[] {0.24828176f, -1}, new float[] {1e-7f, 0}), 5);
    Clock clock = new TickingClock();
    assertThat(write(OllamaApi.embedAnswer(request, clock).apply(embeddings)))
        .matches(
            "\\{\"model\":\"m\\\\u003cx\\\\u003e\",\"embeddings\":"
                + "\\[\\[0\\.24828176,-1\\],\\[1e-7,0\\]\\],\"total_duration\":[1-9]\\d*,"
                + "\"load_duration\":1,\"prompt_eval_count\":5}");
    assertThat(OllamaApi.embedAnswer(request, STOPPED).apply(new Embeddings(List.of(), 0)))
        .isEqualTo(new EmbedResponse("m<x>", List.of(), 1, 1, 0));
  }

  @Test
  void answerToNothing_hasNoMetrics() {
    assertThat(
            write(
                OllamaApi.embedAnswer(EmbedRequest.of("m"), new TickingClock())
                    .apply(Embeddings.NONE)))
        .isEqualTo("{\"model\":\"m\",\"embeddings\":[]}");
  }

  @Test
  void olderAnswer_hasDoubles() {
    assertThat(
            write(
                OllamaApi.embeddingAnswer(
                    new Embeddings(List.of(new float[] {0.1f, -2, 0.5f}), 3))))
        .isEqualTo("{\"embedding\":[0.10000000149011612,-2,0.5]}");
    assertThat(write(OllamaApi.embeddingAnswer(Embeddings.NONE))).isEqualTo("{\"embedding\":[]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"model\":\"m\",\"input\":[\"a\"],\"truncate\":false,\"dimensions\":3,"
            + "\"options\":{\"seed\":1},\"keep_alive\":\"5m0s\"}",
        "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}",
      })
  void embedRequest_isWrittenAndReadByAnyMapper(String json) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    EmbedRequest request = mapper.readValue(json, EmbedRequest.class);
    assertThat(mapper.writeValueAsString(request)).isEqualTo(json);
    assertThat(embed(json)).isEqualTo(request);
  }

  @Test
  void embeddingRequest_isWrittenAndReadByAnyMapper() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    String json = "{\"model\":\"m\",\"prompt\":\"a\",\"options\":{\"seed\":1},\"keep_alive\":-1}";
    EmbeddingRequest request = mapper.readValue(json, EmbeddingRequest.class);
    assertThat(mapper.writeValueAsString(request)).isEqualTo(json);
    assertThat(mapper.readValue("{\"input\":\"a\"}", EmbedRequest.class))
        .isEqualTo(EmbedRequest.of("", "a"));
    assertThat(mapper.readValue("{\"embedding\":[0.5]}", EmbeddingResponse.class).embedding())
        .containsExactly(0.5);
  }

  @Test
  void request_isChangedByCopies() {
    EmbedRequest request = EmbedRequest.of("m", "a").withTruncate(false).withDimensions(7);
    assertThat(request).isEqualTo(new EmbedRequest("m", List.of("a"), false, 7, Map.of(), null));
  }

  private static EmbedRequest embed(String body) {
    return OllamaApi.readEmbed(body.getBytes(StandardCharsets.UTF_8));
  }

  private static EmbeddingRequest embedding(String body) {
    return OllamaApi.readEmbedding(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String write(Object response) {
    return new String(OllamaApi.write(response), StandardCharsets.UTF_8);
  }
}
