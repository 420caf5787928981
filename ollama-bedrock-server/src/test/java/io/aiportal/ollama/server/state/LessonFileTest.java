package io.aiportal.ollama.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LessonFileTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Subject NOVA =
      new Subject("here", "123456789012", "eu-west-2", "amazon.nova-pro-v1:0");
  private static final Lesson LESSON =
      new Lesson("the user has the last word", Map.of("prefill", false), Set.of());

  @TempDir private Path folder;

  private LessonFile open(Duration later) throws IOException {
    return LessonFile.open(StateFolder.open(folder), Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
  }

  @Test
  void lesson_outlivesTheProcess_forAWeek() throws IOException {
    try (LessonFile file = open(Duration.ZERO)) {
      file.learn(NOVA, LESSON);
      assertThat(file.of(NOVA)).containsExactly(LESSON);
    }
    try (LessonFile file = open(Duration.ofDays(6))) {
      assertThat(file.of(NOVA)).containsExactly(LESSON);
    }
    try (LessonFile file = open(Duration.ofDays(7))) {
      assertThat(file.of(NOVA)).isEmpty();
    }
  }

  @Test
  void damagedFile_isBegunAnew() throws IOException {
    StateFolder.open(folder).write("lessons.json", "{".getBytes(StandardCharsets.UTF_8));
    try (LessonFile file = open(Duration.ZERO)) {
      assertThat(file.of(NOVA)).isEmpty();
      file.learn(NOVA, LESSON);
    }
    try (LessonFile file = open(Duration.ZERO)) {
      assertThat(file.of(NOVA)).containsExactly(LESSON);
    }
  }

  @Test
  void withoutAFolder_isMemory() {
    try (LessonFile file = LessonFile.open(null, Clock.systemUTC())) {
      file.learn(NOVA, LESSON);
      assertThat(file.of(NOVA)).containsExactly(LESSON);
    }
  }

  @Test
  void afterItsEnd_nothingBreaks() throws IOException {
    LessonFile file = open(Duration.ZERO);
    file.close();
    file.learn(NOVA, LESSON);
    assertThat(file.of(NOVA)).containsExactly(LESSON);
  }
}
