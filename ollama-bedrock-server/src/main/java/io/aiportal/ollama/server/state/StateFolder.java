package io.aiportal.ollama.server.state;

import java.io.IOException;
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

  private static final String NEW = ".new";

  private final Path folder;

  private StateFolder(Path folder) {
    this.folder = folder;
  }

  /** A folder, which is made if it is not there. */
  public static StateFolder open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new StateFolder(folder);
  }

  /** Where a file lies. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  /** What a file holds; null if there is none. */
  public byte @Nullable [] read(String name) throws IOException {
    try {
      return Files.readAllBytes(path(name));
    } catch (NoSuchFileException e) {
      return null;
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
