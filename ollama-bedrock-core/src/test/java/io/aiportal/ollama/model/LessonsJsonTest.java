package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LessonsJsonTest {

  private static final MemoryLessons.Kept KEPT =
      new MemoryLessons.Kept(
          new Lessons.Subject("home", "123456789012", "eu-west-2", "amazon.nova-pro-v1:0"),
          new Lesson(
              "it takes less",
              Map.of("limits", Map.of("maxOutputTokens", 9), "prefill", false),
              Set.of(Capability.VISION)),
          Instant.parse("2026-11-25T12:00:00Z"));

  @Test
  void lessons_areReadAsTheyWereWritten() throws IOException {
    assertThat(LessonsJson.read(LessonsJson.write(List.of(KEPT)))).containsExactly(KEPT);
    assertThat(LessonsJson.read(LessonsJson.write(List.of()))).isEmpty();
  }

  @Test
  void lessonOfAnotherVersion_isPassedOver() throws IOException {
    String json = new String(LessonsJson.write(List.of(KEPT)), StandardCharsets.UTF_8);
    for (String other :
        List.of(
            json.replace("maxOutputTokens", "colour"),
            json.replace("vision", "telepathy"),
            json.replace("2026-11-25T12:00:00Z", "lately"))) {
      assertThat(LessonsJson.read(other.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
  }

  @Test
  void anythingElse_isRefused() {
    for (String text : List.of("", "{}", "[", "{\"lessons\": 1}")) {
      assertThatThrownBy(() -> LessonsJson.read(text.getBytes(StandardCharsets.UTF_8)))
          .isInstanceOf(IOException.class);
    }
  }
}
