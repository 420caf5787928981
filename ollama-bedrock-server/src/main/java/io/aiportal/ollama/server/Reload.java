package io.aiportal.ollama.server;

import io.aiportal.ollama.server.access.Access;
import io.aiportal.ollama.server.limits.Limits;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.process.HangUpSignal;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes over who may call, and how much, when the settings' file changes, or SIGHUP asks for it. A
 * file that cannot be used changes nothing, and what else it changes waits for the next start.
 */
final class Reload implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Reload.class.getName());

  /** More than a file of settings may have. */
  private static final int MOST_BYTES = 2 << 20;

  private final Path file;
  private final Supplier<Settings> reader;
  private final Access access;
  private final Limits limits;
  private final String region;
  private final Settings running;
  private final ScheduledExecutorService thread;
  private Settings current;

  /** Not looked at yet, so that what has changed since the start is found at the first look. */
  private byte @Nullable [] content;

  private Reload(
      Path file,
      Settings settings,
      Supplier<Settings> reader,
      Access access,
      Limits limits,
      String region) {
    this.file = file;
    this.reader = reader;
    this.access = access;
    this.limits = limits;
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
   * @param access is told of new keys, and of new secrets of signatures
   * @param limits are told of new ones
   * @param region the AWS region that is called
   * @param interval how often the file is looked at
   */
  static Reload start(
      Path file,
      Settings settings,
      Supplier<Settings> reader,
      Access access,
      Limits limits,
      String region,
      Duration interval) {
    Reload reload = new Reload(file, settings, reader, access, limits, region);
    long millis = interval.toMillis();
    reload.thread.scheduleWithFixedDelay(reload::look, millis, millis, TimeUnit.MILLISECONDS);
    HangUpSignal.handle(() -> reload.thread.execute(reload::lookAsked));
    return reload;
  }

  private void lookAsked() {
    content = content(file);
    read(true);
  }

  /** The whole content tells a change: times and sizes do not always, such as behind links. */
  private void look() {
    byte[] now = content(file);
    if (!Arrays.equals(now, content)) {
      content = now;
      read(false);
    }
  }

  /** What is in the file, or else why nothing can be read: another reason is a change, too. */
  private static byte[] content(Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe may never end.
      return (Files.isDirectory(file) ? "a folder" : "no file").getBytes(StandardCharsets.UTF_8);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES);
    } catch (IOException e) {
      return e.toString().getBytes(StandardCharsets.UTF_8);
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
      Access.checkTogether(running, read.keys());
      Access.checkResidency(running, read.keys(), region);
      access.replace(read);
      limits.replace(read);
      tell(read, asked);
      current = read;
    } catch (SettingsException e) {
      LOG.log(Level.WARNING, "Keys and limits stay as they were: {0}", e.getMessage());
    } catch (RuntimeException | Error e) {
      FatalErrors.escalate(e);
      LOG.log(Level.WARNING, "Keys and limits stay as they were: {0} cannot be read.", file);
    }
  }

  private void tell(Settings read, boolean asked) {
    boolean otherKeys = !read.keys().equals(current.keys());
    boolean otherLimits = !read.modelLimits().equals(current.modelLimits());
    if (asked || otherKeys) {
      List<String> names = read.keys().stream().map(KeySetting::name).toList();
      LOG.log(Level.INFO, "Keys were read again from {0}: {1}", file, list(names));
    }
    if (asked || otherLimits) {
      String names = list(read.modelLimits().keySet());
      LOG.log(Level.INFO, "Limits of models were read again from {0}: {1}", file, names);
    }
    if (!read.get(Key.USER_JWT_SECRET).equals(current.get(Key.USER_JWT_SECRET))) {
      LOG.log(Level.INFO, "{0} was read again.", Key.USER_JWT_SECRET.named());
    }
    if (asked || otherKeys || otherLimits) {
      doubts(read).forEach(doubt -> LOG.log(Level.WARNING, "{0}", doubt));
    }
    if (!read.startsLike(running) && (asked || !read.startsLike(current))) {
      LOG.log(
          Level.WARNING,
          "Other settings of {0} have changed, too; the next start will take them over.",
          file);
    }
  }

  /** As a start has them with its hints, and why the next one would fail for names of models. */
  private List<String> doubts(Settings read) {
    try {
      List<String> doubts = new ArrayList<>(Models.doubts(region, read));
      doubts.addAll(SettingsHints.of(region, read));
      return doubts;
    } catch (SettingsException e) {
      return List.of("The next start will not be able to use this: " + e.getMessage());
    }
  }

  private static String list(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names);
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
