package io.aiportal.ollama.server.state;

import io.aiportal.ollama.model.Lesson;
import io.aiportal.ollama.model.Lessons;
import io.aiportal.ollama.model.LessonsJson;
import io.aiportal.ollama.model.MemoryLessons;
import io.aiportal.ollama.server.settings.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Bedrock's refusals told of its models, in memory, and in a file if there is a folder.
 *
 * <p>It is written beside the calls. Nothing that was saved by somebody is in it, so a file that
 * cannot be read is begun anew.
 */
public final class LessonFile implements Lessons, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LessonFile.class.getName());
  private static final String FILE = "lessons.json";

  private final MemoryLessons memory;
  private final LateFile file;

  private LessonFile(@Nullable StateFolder folder, Clock clock) {
    this.memory = new MemoryLessons(clock, MemoryLessons.TIME_TO_LIVE);
    this.file =
        new LateFile(
            folder,
            FILE,
            Duration.ZERO,
            (to, name) -> to.write(name, LessonsJson.write(memory.all())));
  }

  /**
   * Remembers what the settings' folder holds.
   *
   * @throws io.aiportal.ollama.server.settings.SettingsException if the folder cannot be used
   */
  public static LessonFile open(Settings settings) {
    return open(StateFolder.open(settings), Clock.systemUTC());
  }

  static LessonFile open(@Nullable StateFolder folder, Clock clock) {
    LessonFile file = new LessonFile(folder, clock);
    if (folder != null) {
      file.read(folder);
    }
    return file;
  }

  private void read(StateFolder from) {
    try {
      byte[] content = from.read(FILE);
      if (content != null) {
        LessonsJson.read(content).forEach(memory::keep);
      }
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "{0} cannot be read; what was learned of models is learned anew",
          from.path(FILE));
    }
  }

  @Override
  public List<Lesson> of(Subject subject) {
    return memory.of(subject);
  }

  @Override
  public void learn(Subject subject, Lesson lesson) {
    memory.learn(subject, lesson);
    LOG.log(Level.INFO, "Learned from a refusal of {0}: {1}", subject.modelId(), lesson.says());
    file.changed();
  }

  /** Ends when what was learned is on the disk. */
  @Override
  public void close() {
    file.close();
  }
}
