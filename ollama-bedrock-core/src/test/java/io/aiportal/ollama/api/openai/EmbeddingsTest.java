package io.aiportal.ollama.api.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.embed.EmbedCall;
import io.aiportal.ollama.embed.Embeddings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsTest {

  private static final Embeddings TWO =
      new Embeddings(List.of(new float[] {0.1f, -1}, new float[] {0.25f, 2}), 7);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"a\"         | [a] | 1",
        "\"\"          | []  | 1",
        "[\"a\",\"b\"] | [a, b] | 2",
        "[\"\"]        | []  | 1",
      })
  void input_isOneTextOrSeveral(String input, String texts, int number) {
    EmbedCall call =
        OpenAiApi.toEmbedCall(
            read(
                "{\"unknown\":{\"model\":\"x\"},\"model\":\"m\",\"input\":"
                    + input
                    + ",\"dimensions\":256}"));
    assertThat(call.texts().toString()).isEqualTo(texts);
    assertThat(call)
        .isEqualTo(new EmbedCall("m", call.texts(), 256, true, true))
        .extracting(one -> one.texts().size())
        .isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                        | EOF",
        "{\"model\":\"m\"}         | invalid input",
        "{\"input\":null}          | invalid input",
        "{\"input\":[]}            | invalid input",
        "{\"input\":\"a\",\"encoding_format\":\"hex\"} | Invalid value for 'encoding_format' = hex. Supported values: ['float', 'base64'].",
        "{\"encoding_format\":\"hex\"} | Invalid value for 'encoding_format' = hex. Supported values: ['float', 'base64'].",
        "[]                        | json: cannot unmarshal array into Go value of type openai.EmbedRequest",
        "{\"model\":1}             | json: cannot unmarshal number into Go struct field EmbedRequest.model of type string",
        "{\"dimensions\":\"1\"}    | json: cannot unmarshal string into Go struct field EmbedRequest.dimensions of type int",
      })
  void badRequest_isRefusedInOllamasWords(String body, String sentence) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            CallException.class, refusal -> assertThat(refusal.status()).isEqualTo(400))
        .hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"5", "[1,2]", "[[1,2]]", "{}", "true"})
  void inputOfTokens_isRefused_whenTheCallIsMade(String input) {
    EmbeddingsRequest request = read("{\"input\":" + input + "}");
    assertThatThrownBy(() -> OpenAiApi.toEmbedCall(request)).hasMessage("invalid input type");
  }

  @ParameterizedTest
  @CsvSource({"float, false", "FLOAT, false", "base64, true", "Base64, true", "'', false"})
  void encoding_isReadInAnyCase(String format, boolean base64) {
    assertThat(read("{\"input\":\"a\",\"encoding_format\":\"" + format + "\"}").base64())
        .isEqualTo(base64);
  }

  @Test
  void dimensions_areAnyNumberOfGos() {
    assertThat(read("{\"input\":\"a\"}").dimensions()).isNull();
    assertThat(read("{\"input\":\"a\",\"dimensions\":9223372036854775807}").dimensions())
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(read("{\"input\":\"a\",\"dimensions\":-9223372036854775808}").dimensions())
        .isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void answer_hasNumbers() {
    EmbeddingsRequest request = read("{\"model\":\"m<\",\"input\":[\"a\",\"b\"]}");
    assertThat(text(OpenAiApi.embeddings(request, TWO)))
        .isEqualTo(
            """
            {"object":"list","data":[\
            {"object":"embedding","embedding":[0.1,-1],"index":0},\
            {"object":"embedding","embedding":[0.25,2],"index":1}],\
            "model":"m\\u003c","usage":{"prompt_tokens":7,"total_tokens":7}}
            """);
  }

  @Test
  void answer_hasBytesOfLittleEndianNumbers() {
    EmbeddingsRequest request =
        read("{\"model\":\"m\",\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}");
    assertThat(text(OpenAiApi.embeddings(request, TWO)))
        .isEqualTo(
            """
            {"object":"list","data":[\
            {"object":"embedding","embedding":"zczMPQAAgL8=","index":0},\
            {"object":"embedding","embedding":"AACAPgAAAEA=","index":1}],\
            "model":"m","usage":{"prompt_tokens":7,"total_tokens":7}}
            """);
  }

  private static EmbeddingsRequest read(String body) {
    return OpenAiApi.readEmbeddings(body.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
