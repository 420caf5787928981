package io.aiportal.ollama.server.state;

import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * A folder whose files are there whole, or as they were before: whenever the process or the machine
 * dies, nobody finds half of one.
 */
public final class StateFolder {

  private static final System.Logger LOG = System.getLogger(StateFolder.class.getName());

  private static final String NEW = ".new";

  private final Path folder;

  private StateFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The settings' folder, which is made if it is not there; null without one.
   *
   * @throws SettingsException if it cannot be used
   */
  public static @Nullable StateFolder open(Settings settings) {
    Path path = settings.get(Key.STATE_DIR).orElse(null);
    try {
      return path == null ? null : open(path);
    } catch (IOException e) {
      throw unusable(path);
    }
  }

  /** A folder, which is made if it is not there, and can be written. */
  static StateFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.delete(Files.createTempFile(folder, "try", NEW));
    return new StateFolder(folder);
  }

  /**
   * Does as {@link #open(Settings)}, and leaves nothing behind that was not there before.
   *
   * @throws SettingsException if the settings' folder cannot be used
   */
  public static void check(Settings settings) {
    Path path = settings.get(Key.STATE_DIR).map(Path::toAbsolutePath).orElse(null);
    Path there = path;
    while (there != null && Files.notExists(there)) {
      there = there.getParent();
    }
    try {
      open(settings);
    } finally {
      for (Path made = path; made != null && !made.equals(there); made = made.getParent()) {
        remove(made);
      }
    }
  }

  private static void remove(Path made) {
    try {
      Files.deleteIfExists(made);
    } catch (IOException stays) {
      LOG.log(Level.DEBUG, "{0} was made, and stays", made);
    }
  }

  /** What is told of a folder that cannot be used, or in which something cannot be. */
  static SettingsException unusable(@Nullable Path folder) {
    return new SettingsException(
        Key.STATE_DIR.named() + " names the folder " + folder + ", which cannot be used.");
  }

  /** Where a file lies. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /** What a file holds; null if there is none. */
  public byte @Nullable [] read(String name) throws IOException {
    return read(path(name));
  }

  private static byte @Nullable [] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * What a file of the settings' folder holds, which need not be there; null if there is none.
   *
   * @throws SettingsException if it cannot be read
   */
  static byte @Nullable [] content(Path folder, String name) {
    try {
      return read(folder.resolve(name));
    } catch (IOException e) {
      throw unusable(folder);
    }
  }

  /** Does as {@link #write}, and nobody but the owner of the process can read the file. */
  public void writeSecret(String name, byte[] content) throws IOException {
    Path temporary = path(name + NEW);
    Files.deleteIfExists(temporary);
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    write(name, content);
  }

  /** Puts a file in place of the one before; when this returns, it is on the disk. */
  public void write(String name, byte[] content) throws IOException {
    Path temporary = path(name + NEW);
    try (FileChannel file =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        file.write(rest);
      }
      file.force(true);
    }
    Files.move(
        temporary, path(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
      names.force(true);
    }
  }
}
