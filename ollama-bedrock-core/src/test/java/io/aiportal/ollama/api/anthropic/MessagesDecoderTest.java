package io.aiportal.ollama.api.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bodies of {@code /v1/messages} and what Go's own decoder says of them, bound to structs of the
 * same names: {@code messages.jsonl} was written by such a program.
 */
class MessagesDecoderTest {

  record Row(String body, String answer) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream table =
        MessagesDecoderTest.class.getResourceAsStream("/go-decoder/messages.jsonl")) {
      for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonNode row = mapper.readTree(line);
        rows.add(new Row(row.get("body").asText(), row.get("answer").asText()));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void body_isAnsweredAsGoDoes(Row row) {
    assertThat(answer(row.body().getBytes(StandardCharsets.UTF_8))).isEqualTo(row.answer());
  }

  private static String answer(byte[] body) {
    try {
      MessagesRequestReader.read("MessagesRequest", body);
      return "OK";
    } catch (CallException e) {
      assertThat(e.status()).isEqualTo(400);
      return e.getMessage();
    }
  }
}
