package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
 * The table of what Go's decoder answers with Ollama's request types, measured with Go 1.26: either
 * {@code OK} or the text of the error.
 */
class GoDecoderTest {

  record Row(String request, String body, String answer) {}

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream table = GoDecoderTest.class.getResourceAsStream("/go-decoder/answers.jsonl")) {
      for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonNode row = mapper.readTree(line);
        rows.add(
            new Row(
                row.get("request").asText(), row.get("body").asText(), row.get("answer").asText()));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void body_isAnsweredAsGoDoes(Row row) {
    assertThat(answer(row)).isEqualTo(row.answer());
  }

  private static String answer(Row row) {
    byte[] body = row.body().getBytes(StandardCharsets.UTF_8);
    try {
      switch (row.request()) {
        case "chat" -> OllamaApi.readChat(body);
        case "generate" -> OllamaApi.readGenerate(body);
        case "show" -> RequestReader.show(body);
        default -> fail("no such request: " + row.request());
      }
      return "OK";
    } catch (CallException e) {
      assertThat(e.status()).isEqualTo(400);
      return e.getMessage();
    }
  }
}
