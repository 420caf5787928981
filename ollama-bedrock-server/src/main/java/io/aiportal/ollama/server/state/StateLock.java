package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps other gateways from a folder: each writes what it knows over what is there, so that of two
 * one would forget what the other's callers spent.
 *
 * <p>The operating system gives it back when the process dies, however that dies.
 */
public final class StateLock implements AutoCloseable {

  private static final String FILE = "lock";

  private final @Nullable FileChannel file;

  private StateLock(@Nullable FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the settings' folder for this gateway alone, if there is one, until it is closed.
   *
   * @throws SettingsException if another gateway has it, or it cannot be used
   */
  public static StateLock take(Settings settings) {
    StateFolder folder = StateFolder.open(settings);
    if (folder == null) {
      return new StateLock(null);
    }
    try {
      FileChannel file =
          FileChannel.open(folder.path(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(file)) {
        file.close();
        throw new SettingsException(
            Key.STATE_DIR.named()
                + " names the folder "
                + settings.get(Key.STATE_DIR).orElseThrow()
                + ", which another gateway uses; end that one, or give this one a folder of its own.");
      }
      return new StateLock(file);
    } catch (IOException e) {
      throw StateFolder.unusable(settings.get(Key.STATE_DIR).orElseThrow());
    }
  }

  private static boolean isTaken(FileChannel file) throws IOException {
    try {
      FileLock lock = file.tryLock();
      return lock == null;
    } catch (OverlappingFileLockException anotherOfThisProcess) {
      return true;
    }
  }

  @Override
  public void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // The end of the process gives it back.
    }
  }
}
