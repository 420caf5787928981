package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands in the wrong field is quoted to its caller, and to nobody else. */
class CallersWordsIT {

  private static final String WORDS = "My salary is 93000";
  private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":%s}]";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /api/chat | "format":"My salary is 93000"
          /api/generate | "prompt":"a","format":"My salary is 93000"
          /api/chat | "keep_alive":"My salary is 93000"
          /api/chat | "think":"My salary is 93000"
          /api/chat | "model":"My salary is 93000"
          /api/show | "model":"My salary is 93000"
          /api/chat | "options":{"My salary is 93000":1,"temperature":"My salary is 93000"}
          /api/chat | "format":{"$ref":"My salary is 93000"}
          /v1/chat/completions | "reasoning_effort":"My salary is 93000"
          /v1/chat/completions | "tool_choice":"My salary is 93000"
          /v1/embeddings | "input":"a","encoding_format":"My salary is 93000"
          /v1/responses | "input":[{"type":"My salary is 93000"}]
          /v1/messages | "max_tokens":9,"tools":[{"type":"My salary is 93000","name":"a"}]
          /v1/messages | "max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"My salary is 93000"}}]}]
          /v1/messages | "max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"My salary is 93000","data":""}}]}]
          """)
  void wordsInTheWrongField_areNotLogged(String path, String field) throws Exception {
    try (TestServer server = new TestServer();
        RawClient client = server.connect()) {
      String messages = field.contains("\"messages\"") ? "" : MESSAGES.formatted("\"a\"") + ",";
      String body = "{\"model\":\"nova-lite\"," + messages + field + "}";
      RawClient.Response answer = client.post(path, body).read();
      assertThat(answer.status()).as(answer.body()).isGreaterThanOrEqualTo(400);
      assertThat(server.awaitLog(1).get(0)).contains("\"error\":").doesNotContain("salary");
    }
    assertThat(field).contains(WORDS);
  }
}
