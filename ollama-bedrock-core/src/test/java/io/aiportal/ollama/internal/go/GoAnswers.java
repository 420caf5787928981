package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.chat.CallException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of what Go's decoder answers with Ollama's request types, measured with Go 1.26: either
 * {@code OK} or the text of the error.
 */
public final class GoAnswers {

  /** A body that is read as a kind of request, and what Go says to it. */
  public record Row(String request, String body, String answer) {}

  private GoAnswers() {}

  /** The rows of the table. */
  public static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    try (InputStream table = GoAnswers.class.getResourceAsStream("/go-decoder/answers.jsonl")) {
      for (String line : new String(table.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonNode row = mapper.readTree(line);
        rows.add(
            new Row(
                row.get("request").asText(), row.get("body").asText(), row.get("answer").asText()));
      }
    }
    return rows;
  }

  /** Compares what we say with what Go says. */
  public static void check(Row row) {
    assertThat(answer(row)).isEqualTo(row.answer());
  }

  private static String answer(Row row) {
    byte[] body = row.body().getBytes(StandardCharsets.UTF_8);
    try {
      switch (row.request()) {
        case "chat" -> OllamaApi.readChat(body);
        case "generate" -> OllamaApi.readGenerate(body);
        case "show" -> OllamaApi.readShow(body);
        default -> fail("no such request: " + row.request());
      }
      return "OK";
    } catch (CallException e) {
      assertThat(e.status()).isEqualTo(400);
      return e.getMessage();
    }
  }
}
