package io.aiportal.ollama.server;

import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.process.HangUpSignal;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Takes over who may call when the settings' file changes, or SIGHUP asks for it. A file that
 * cannot be used changes nothing, and what else it changes waits for the next start.
 */
final class Reload implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  /** More than a file of settings may have. */
  private static final int MOST_BYTES = 2 << 20;

  private final Path file;
  private final Supplier<Settings> reader;
  private final Access access;
  private final String region;
  private final Settings running;
  private final ScheduledExecutorService thread;
  private Settings current;

  /** Not looked at yet, so that what has changed since the start is found at the first look. */
  private byte @Nullable [] content;

  private Reload(
      Path file, Settings settings, Supplier<Settings> reader, Access access, String region) {
    this.file = file;
    this.reader = reader;
    this.access = access;
    this.region = region;
    this.running = settings;
    this.current = settings;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread reloading = new Thread(task, "reload");
              reloading.setDaemon(true);
              return reloading;
            });
  }

  /**
   * Looks at the file of these settings from now on.
   *
   * @param settings those that the server runs with, which were read from a file
   * @param reader reads them again
   * @param access is told of new keys
   * @param region the AWS region that is called
   * @param interval how often the file is looked at
   */
  static Reload start(
      Path file,
      Settings settings,
      Supplier<Settings> reader,
      Access access,
      String region,
      Duration interval) {
    Reload reload = new Reload(file, settings, reader, access, region);
    long millis = interval.toMillis();
    reload.thread.scheduleWithFixedDelay(reload::look, millis, millis, TimeUnit.MILLISECONDS);
    HangUpSignal.handle(() -> reload.thread.execute(() -> reload.read(true)));
    return reload;
  }

  /** The whole content tells a change: times and sizes do not always, such as behind links. */
  private void look() {
    byte[] now = content(file);
    if (!Arrays.equals(now, content)) {
      content = now;
      read(false);
    }
  }

  private static byte[] content(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      return new byte[0];
    }
  }

  /**
   * Reads the file.
   *
   * @param asked whether an operator asked for it, who wants to hear of it
   */
  private void read(boolean asked) {
    try {
      Settings read = reader.get();
      Access.checkResidency(running, read.keys(), region);
      access.replace(read.keys());
      if (asked || !read.keys().equals(current.keys())) {
        LOG.log(Level.INFO, "Keys were read again from {0}: {1}", file, names(read.keys()));
      }
      if (!read.equalsButKeys(current)) {
        LOG.log(
            Level.WARNING,
            "Other settings of {0} have changed, too; the next start will take them over.",
            file);
      }
      current = read;
    } catch (SettingsException e) {
      LOG.log(Level.WARNING, "Keys stay as they were: {0}", e.getMessage());
    } catch (RuntimeException | Error e) {
      FatalErrors.escalate(e);
      LOG.log(Level.WARNING, "Keys stay as they were: {0} cannot be read.", file);
    }
  }

  private static String names(List<KeySetting> keys) {
    return keys.isEmpty()
        ? "none"
        : keys.stream().map(KeySetting::name).collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
