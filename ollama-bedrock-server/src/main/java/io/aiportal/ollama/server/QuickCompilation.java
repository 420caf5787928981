package io.aiportal.ollama.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps the JVM from compiling everything a second time, as {@code -XX:TieredStopAtLevel=1} would.
 *
 * <p>A gateway waits for sockets most of its time. HotSpot's second compiler takes many seconds of
 * CPU after a start and saves microseconds in an answer, so its first minutes are better without.
 * There is no way to set the flag from a jar; compiler directives can be added to a running JVM.
 */
final class QuickCompilation {

  private static final System.Logger LOG = System.getLogger(QuickCompilation.class.getName());
  private static final String DIRECTIVES = "[{match: [\"*.*\"], c2: {Exclude: true}}]";

  private QuickCompilation() {}

  /** Asks for it beside the start; a JVM that does not know how goes on as it is. */
  static void begin() {
    Thread thread = new Thread(QuickCompilation::addDirectives, "quick-compilation");
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds the directives, and gives what the JVM says to that. */
  static String addDirectives() {
    try {
      Path file = Files.createTempFile("compiler-directives", ".json");
      try {
        Files.writeString(file, DIRECTIVES);
        return diagnosticCommand("compilerDirectivesAdd", file.toString());
      } finally {
        Files.delete(file);
      }
    } catch (IOException | JMException | RuntimeException e) {
      LOG.log(Level.DEBUG, "The JVM takes no compiler directives", e);
      return "";
    }
  }

  private static String diagnosticCommand(String command, String argument) throws JMException {
    Object said =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {new String[] {argument}},
                new String[] {String[].class.getName()});
    return String.valueOf(said).strip();
  }
}
