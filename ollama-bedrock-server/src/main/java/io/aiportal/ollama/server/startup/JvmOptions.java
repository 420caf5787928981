package io.aiportal.ollama.server.startup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The options with which the gateway runs best on a release of the JDK.
 *
 * @param feature the release, such as 17 or 25
 */
record JvmOptions(int feature) {

  /** From here on there are ahead-of-time caches made in one run, and object headers of 8 bytes. */
  private static final int AHEAD_OF_TIME = 25;

  /** Those of the JVM that this runs in. */
  static JvmOptions ofThisJvm() {
    return new JvmOptions(Runtime.version().feature());
  }

  /** What holds with and without an archive, which only fits a JVM with the same. */
  List<String> always() {
    List<String> options = new ArrayList<>();
    // An answer leaves next to nothing behind: what must be stopped for a collection is small, and
    // one thread does it sooner than several would have been woken.
    options.add("-XX:+UseSerialGC");
    // The rest is for threads, buffers and code.
    options.add("-XX:MaxRAMPercentage=70");
    // Memory is taken when calls need it, and a small young generation stays in the caches.
    options.add("-Xms16m");
    options.add("-Xmn8m");
    // Not every library passes on that memory is gone; whatever started the process starts it anew.
    options.add("-XX:+ExitOnOutOfMemoryError");
    if (feature >= AHEAD_OF_TIME) {
      options.add("-XX:+UseCompactObjectHeaders");
    }
    return options;
  }

  /** These and one more. */
  List<String> and(String option) {
    List<String> options = new ArrayList<>(always());
    options.add(option);
    return options;
  }

  /** Whether an archive holds what the JIT compiler has learned, beside the classes. */
  boolean keepsProfiles() {
    return feature >= AHEAD_OF_TIME;
  }

  /** The name of an archive's file. */
  String archiveName() {
    return feature >= AHEAD_OF_TIME ? "gateway.aot" : "gateway.jsa";
  }

  /** Lets a JVM write an archive when it ends. */
  String making(Path archive) {
    return (feature >= AHEAD_OF_TIME ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=")
        + archive;
  }

  /** Lets a JVM start from an archive; one that does not fit is left aside. */
  String using(Path archive) {
    return (feature >= AHEAD_OF_TIME ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + archive;
  }

  /** Options in the form of an argument file, as {@code java @FILE} reads it. */
  static String argumentFile(List<String> options) {
    return options.stream().map(JvmOptions::quoted).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String quoted(String option) {
    boolean plain =
        option.chars().noneMatch(c -> Character.isWhitespace(c) || "\"'\\#".indexOf(c) >= 0);
    return plain ? option : '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
