package io.aiportal.ollama.server.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Writes an argument file for {@code java}, and an archive of the gateway's classes beside it, for
 * the JDK that this runs on.
 *
 * <p>The archive holds what a second JVM has loaded that ran the gateway and answered calls of each
 * API. It fits this JDK and this jar, where they are now; another JVM leaves it aside, and starts
 * as if there were none.
 */
public final class Preparation {

  /** The name of the argument file. */
  public static final String ARGUMENT_FILE = "jvm.args";

  private Preparation() {}

  /**
   * Writes both files; each is replaced as a whole. Without the archive, the other one has the
   * options that need none.
   *
   * @param jar the gateway's
   * @param folder where the files go; made if there is none
   * @return the argument file
   * @throws IOException if they cannot be written, or the gateway does not start or answer
   */
  public static Path write(Path jar, Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      throw new IOException("it is a file, not a folder");
    }
    JvmOptions options = JvmOptions.ofThisJvm();
    Path place = Files.createDirectories(folder).toRealPath();
    // Should the archive fail, there are options all the same.
    writeArguments(place, options.always());
    Path made = place.resolve("new-" + options.archiveName());
    try {
      Files.deleteIfExists(made);
      TrainingRun.of(options.and(options.making(made)), options.keepsProfiles(), jar);
      if (!Files.exists(made)) {
        throw new IOException("the JVM wrote no archive of its classes");
      }
      Path archive = place.resolve(options.archiveName());
      Files.move(made, archive, StandardCopyOption.REPLACE_EXISTING);
      writeArguments(place, options.and(options.using(archive)));
      return place.resolve(ARGUMENT_FILE);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static void writeArguments(Path place, List<String> options) throws IOException {
    Path written = place.resolve("new-" + ARGUMENT_FILE);
    Files.writeString(written, JvmOptions.argumentFile(options));
    Files.move(written, place.resolve(ARGUMENT_FILE), StandardCopyOption.REPLACE_EXISTING);
  }
}
