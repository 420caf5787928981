package io.aiportal.testkit.cli;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Pace;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the Bedrock simulator until the process is told to end. */
@Command(
    name = "simulator",
    description = "Listens as a simulated Amazon Bedrock until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true,
    versionProvider = TestkitCommand.Version.class,
    showDefaultValues = true)
final class SimulatorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(names = "--host", description = "Address to listen on.", defaultValue = "127.0.0.1")
  private String host;

  @Option(
      names = "--port",
      description = "Port to listen on; 0 takes any that is free.",
      defaultValue = "18080")
  private int port;

  @Option(
      names = "--region",
      description =
          "Serve this region only. Without it, a call is served for the region that it is signed"
              + " for.")
  private @Nullable String region;

  @Option(
      names = "--access-key",
      description = "Access key that may sign, as <id>:<secret>; may be repeated.",
      paramLabel = "<id>:<secret>")
  private List<String> accessKeys = new ArrayList<>();

  @Option(names = "--bearer-token", description = "API key that may call; may be repeated.")
  private List<String> bearerTokens = new ArrayList<>();

  @Option(names = "--no-auth", description = "Let everybody call, signed or not.")
  private boolean noAuth;

  @Option(names = "--any-model", description = "Take unknown model ids for text models.")
  private boolean anyModel;

  @Option(
      names = "--tokens-per-second",
      description = "Pace of the replies; 0 for as fast as possible.",
      defaultValue = "40")
  private double tokensPerSecond;

  @Option(
      names = "--first-token-millis",
      description = "Time to the first token of a reply.",
      defaultValue = "300")
  private long firstTokenMillis;

  @Option(
      names = "--io-threads",
      description = "Threads that serve all connections.",
      defaultValue = "1")
  private int ioThreads;

  /** What {@code --help} says of the faults. */
  static String faults() {
    return "%nThe model simulator.<fault>, or the header x-simulator-fault: <fault>, asks for a fault: "
        + Stream.of(Fault.values()).map(Fault::id).collect(Collectors.joining(", "))
        + ".";
  }

  /** For picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  SimulatorCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    BedrockSimulator.Builder builder = builder();
    try (BedrockSimulator simulator = builder.start()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(greeting(simulator));
      out.flush();
      // Never counted down: a signal ends the process, and with it all connections.
      new CountDownLatch(1).await();
    } catch (UncheckedIOException e) {
      throw unusable(e.getMessage() + " Choose another port with --port.");
    }
    return CommandLine.ExitCode.OK;
  }

  private BedrockSimulator.Builder builder() {
    BedrockSimulator.Builder builder =
        BedrockSimulator.builder().host(host).port(port).ioThreads(ioThreads).pace(pace());
    if (region != null) {
      builder.region(region);
    }
    if (noAuth) {
      builder.noAuth();
    }
    if (anyModel) {
      builder.anyModel();
    }
    accessKeys.forEach(key -> builder.accessKey(accessKey(key)));
    bearerTokens.forEach(builder::bearerToken);
    return builder;
  }

  private Pace pace() {
    if (tokensPerSecond < 0 || firstTokenMillis < 0) {
      throw unusable("--tokens-per-second and --first-token-millis must not be negative.");
    }
    double perSecond = tokensPerSecond == 0 ? Double.POSITIVE_INFINITY : tokensPerSecond;
    return new Pace(Duration.ofMillis(firstTokenMillis), perSecond);
  }

  private AccessKey accessKey(String text) {
    int colon = text.indexOf(':');
    if (colon < 1 || colon == text.length() - 1) {
      throw unusable("--access-key takes <id>:<secret>.");
    }
    return AccessKey.longTerm(text.substring(0, colon), text.substring(colon + 1));
  }

  private String greeting(BedrockSimulator simulator) {
    String at = "Bedrock simulator listens on " + simulator.endpoint();
    if (noAuth) {
      return at + " (no credentials needed)";
    }
    String key =
        accessKeys.isEmpty()
            ? AccessKey.DEFAULT.id() + ":" + AccessKey.DEFAULT.secret()
            : accessKeys.get(0);
    String token =
        bearerTokens.isEmpty() ? Authenticator.DEFAULT_BEARER_TOKEN : bearerTokens.get(0);
    return at + " (access key " + key + ", bearer token " + token + ")";
  }

  private ParameterException unusable(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
