package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {

  @Test
  void in_folder_readsJsonAndBinaryResponses(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("converse.jsonl"),
        """
        {"id":"1","source":"s","operation":"converse","model":"m","status":400,"headers":{"x-amzn-errortype":"E"},"request":{"a":1},"response":{"message":"no"}}
        """);
    Files.writeString(
        folder.resolve("converse-stream.jsonl"),
        """
        {"id":"2","source":"s","operation":"converse-stream","model":"m","status":200,"headers":{},"request":{},"response_base64":"aGk="}
        """);
    Files.writeString(folder.resolve("README.md"), "not a recording");

    Recordings recordings = Recordings.in(folder);

    assertThat(recordings.all()).extracting(Recording::id).containsExactly("2", "1");
    Recording refused = recordings.of("converse").get(0);
    assertThat(refused.headers()).containsEntry("x-amzn-errortype", "E");
    assertThat(refused.request()).isEqualTo(Json.of("{\"a\":1}"));
    assertThat(refused.response()).isEqualTo(Json.of("{\"message\":\"no\"}"));
    assertThat(refused.responseBytes()).isEmpty();
    Recording stream = recordings.of("converse-stream").get(0);
    assertThat(stream.response().isMissingNode()).isTrue();
    assertThat(stream.responseBytes()).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
  }
}
