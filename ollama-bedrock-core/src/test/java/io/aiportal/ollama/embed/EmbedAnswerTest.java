package io.aiportal.ollama.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.chat.CallException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers are those of recorded exchanges, but for their length. */
class EmbedAnswerTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"embedding":[-0.05289186164736748,0.5],"inputTextTokenCount":5}""",
        """
        {"embedding":[-0.05289186164736748,0.5],\
        "embeddingsByType":{"float":[-0.05289186164736748,0.5]},"inputTextTokenCount":5}""",
        """
        {"embeddings":[[-0.05289186164736748,0.5]],"id":"0e9cb5ab","response_type":\
        "embeddings_floats","texts":["hello world!"],"inputTextTokenCount":5}""",
        """
        {"embeddings":{"int8":[[1,2]],"float":[[-0.05289186164736748,0.5]]},"id":"a63f89db",\
        "response_type":"embeddings_by_type","texts":["Hello"],"inputTextTokenCount":5}""",
        """
        {"embeddings":[{"embedding":[-0.05289186164736748,0.5],"embeddingType":"TEXT"}],\
        "inputTextTokenCount":5}""",
      })
  void vector_isFoundInEveryFamilysAnswer(String body) {
    Embeddings embeddings = read(body, 0, 1);
    assertThat(embeddings.vectors()).hasSize(1);
    assertThat(embeddings.vectors().get(0)).containsExactly(-0.05289186164736748f, 0.5f);
    assertThat(embeddings.inputTokens()).isEqualTo(5);
  }

  @Test
  void vectors_keepTheirOrder() {
    Embeddings embeddings = read("{\"embeddings\":[[1],[2.5],[3e-7]]}", 4, 3);
    assertThat(embeddings.vectors())
        .containsExactly(new float[] {1}, new float[] {2.5f}, new float[] {3e-7f});
    assertThat(embeddings.inputTokens()).isEqualTo(4);
  }

  @Test
  void countOfTheHeader_winsOverThatOfTheBody() {
    assertThat(read("{\"embedding\":[1],\"inputTextTokenCount\":5}", 6, 1).inputTokens())
        .isEqualTo(6);
    assertThat(read("{\"embedding\":[1],\"inputTextTokenCount\":\"5\"}", 0, 1).inputTokens())
        .isZero();
  }

  @Test
  void longVector_isWhole() {
    String numbers =
        IntStream.range(0, 3072).mapToObj(Integer::toString).collect(Collectors.joining(","));
    float[] vector = read("{\"embedding\":[" + numbers + "]}", 0, 1).vectors().get(0);
    assertThat(vector).hasSize(3072).startsWith(0, 1).endsWith(3070, 3071);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[1]]                        | the answer is no object",
        "{\"embedding\":[1            | the answer is no JSON",
        "{\"embedding\":[]}           | there are 0 vectors for 1 texts",
        "{\"embeddings\":[[1],[2]]}   | there are 2 vectors for 1 texts",
        "{\"other\":[1]}              | there are 0 vectors for 1 texts",
        "{\"embedding\":\"AAAA\"}     | there are 0 vectors for 1 texts",
      })
  void damagedAnswer_isNone(String body, String sentence) {
    assertThatThrownBy(() -> read(body, 0, 1))
        .isInstanceOfSatisfying(
            BedrockException.class,
            failure -> assertThat(failure.kind()).isEqualTo(BedrockException.Kind.CORRUPT))
        .hasMessage(sentence);
  }

  @Test
  void numberBeyondAFloat_isOllamasError() {
    assertThatThrownBy(() -> read("{\"embedding\":[1,1e39]}", 0, 1))
        .isInstanceOfSatisfying(
            CallException.class, failure -> assertThat(failure.status()).isEqualTo(400))
        .hasMessage("embedding contains NaN or Inf values");
  }

  private static Embeddings read(String body, int tokens, int expected) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return EmbedAnswer.read(new InvokeModelResponse(bytes, tokens), expected);
  }
}
