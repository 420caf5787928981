package io.aiportal.ollama.server;

import io.aiportal.ollama.server.process.FatalErrors;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.logging.LogManager;

/** The program: {@code java -jar ollama-bedrock-server.jar --help} says what it takes. */
public final class Main {

  private Main() {}

  /**
   * Runs the command line; the only place that reads the environment.
   *
   * @param args the arguments
   */
  public static void main(String[] args) throws IOException {
    try (InputStream logging = Main.class.getResourceAsStream("logging.properties")) {
      LogManager.getLogManager().readConfiguration(logging);
    }
    FatalErrors.endTheProcess(new FileOutputStream(FileDescriptor.err));
    PrintStream console = System.err;
    ServerCommand command =
        new ServerCommand(System.getenv(), new FileOutputStream(FileDescriptor.out), console);
    int status = command.run(args);
    if (status != ServerCommand.SERVING) {
      System.exit(status);
    }
  }
}
