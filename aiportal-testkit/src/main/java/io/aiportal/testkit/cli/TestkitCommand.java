package io.aiportal.testkit.cli;

import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code aiportal-testkit}, which runs its subcommands. */
@Command(
    name = "aiportal-testkit",
    description = "What tests and demos of the AI Portal need.",
    mixinStandardHelpOptions = true,
    versionProvider = TestkitCommand.Version.class,
    subcommands = SimulatorCommand.class)
public final class TestkitCommand implements Runnable {

  @Spec private CommandSpec spec;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the field before it runs the command
  TestkitCommand() {}

  /** Runs a command and exits: 0 for success, 2 for what the caller can put right. */
  public static void main(String[] arguments) {
    // Undertow greets at INFO; only what goes wrong belongs on standard error.
    LogManager.getLogManager().reset();
    Logger.getLogger("").setLevel(Level.WARNING);
    System.exit(commandLine().execute(arguments));
  }

  /** With one sentence for a wrong command line, instead of the usage. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new TestkitCommand());
    CommandLine simulator = Objects.requireNonNull(commandLine.getSubcommands().get("simulator"));
    simulator.getCommandSpec().usageMessage().footer(SimulatorCommand.footer());
    return commandLine.setParameterExceptionHandler(
        (e, arguments) -> {
          e.getCommandLine().getErr().println(e.getMessage());
          return CommandLine.ExitCode.USAGE;
        });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Say which command to run.");
  }

  /** The version in the manifest of the jar. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = TestkitCommand.class.getPackage().getImplementationVersion();
      return new String[] {"aiportal-testkit " + (version == null ? "unpackaged" : version)};
    }
  }
}
