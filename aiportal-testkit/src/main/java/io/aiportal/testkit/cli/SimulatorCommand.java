package io.aiportal.testkit.cli;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.catalogue.Catalogue;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.Guardrail;
import io.aiportal.testkit.bedrock.reply.Pace;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern GUARDRAIL =
      Pattern.compile("([a-z0-9]+):([1-9][0-9]{0,7}|DRAFT)(?:=(.+))?");

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
              + " for, or else for one that has the model.")
  private @Nullable String region;

  @Option(
      names = "--access-key",
      description =
          "Access key that may sign, as <id>:<secret>, with the account that it is of after another"
              + " colon if it is not the usual one; may be repeated.",
      paramLabel = "<id>:<secret>[:<account>]")
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

  @Option(
      names = "--requests-per-minute",
      description =
          "Enforce this quota for every model, region and account; needs --tokens-per-minute.",
      paramLabel = "<n>")
  private @Nullable Integer requestsPerMinute;

  @Option(
      names = "--tokens-per-minute",
      description =
          "Enforce this quota for every model, region and account. A call takes its input and"
              + " maxTokens when it begins; needs --requests-per-minute.",
      paramLabel = "<n>")
  private @Nullable Integer tokensPerMinute;

  @Option(
      names = "--fault",
      description = "Fault of all calls of a model, as <model>=<fault>; may be repeated.",
      paramLabel = "<model>=<fault>")
  private List<String> faults = new ArrayList<>();

  @Option(
      names = "--application-profile",
      description =
          "Know an application inference profile, in every region: the end of its ARN, and the id of"
              + " the model or the system-defined profile behind it; may be repeated.",
      paramLabel = "<id>=<model>")
  private List<String> applicationProfiles = new ArrayList<>();

  @Option(
      names = "--guardrail",
      description =
          "Know a guardrail of this version, which withholds what has one of these words in it; may"
              + " be repeated. Guardrails that are not known are refused.",
      paramLabel = "<id>:<version>[=<word>,...]")
  private List<String> guardrails = new ArrayList<>();

  /** What {@code --help} says below the options. */
  static String footer() {
    return "%nWithout --access-key, callers sign with the key "
        + AccessKey.DEFAULT.id()
        + " and its secret "
        + AccessKey.DEFAULT.secret()
        + "; without --bearer-token, the API key is "
        + Authenticator.DEFAULT_BEARER_TOKEN
        + ".%n%nThe model simulator.text answers any text, simulator.chunks-<n> streams so many pieces,"
        + " and simulator.chunks-<n>-every-<ms> takes its time for each. The model simulator.<fault>, or"
        + " the header x-simulator-fault: <fault>, asks for a fault: "
        + Fault.names()
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
    if ((requestsPerMinute == null) != (tokensPerMinute == null)) {
      throw unusable("--requests-per-minute and --tokens-per-minute go together.");
    }
    if (requestsPerMinute != null && tokensPerMinute != null) {
      if (requestsPerMinute < 1 || tokensPerMinute < 1) {
        throw unusable("--requests-per-minute and --tokens-per-minute must be at least 1.");
      }
      builder.quota(requestsPerMinute, tokensPerMinute);
    }
    faults.forEach(fault -> addFault(builder, fault));
    applicationProfiles.forEach(profile -> addProfile(builder, profile));
    guardrails.forEach(guardrail -> builder.guardrail(guardrail(guardrail)));
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

  private void addFault(BedrockSimulator.Builder builder, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw unusable("--fault takes <model>=<fault>.");
    }
    String name = text.substring(equals + 1);
    Fault fault =
        Fault.named(name)
            .orElseThrow(
                () -> unusable("There is no fault " + name + ". There are " + Fault.names() + "."));
    builder.fault(text.substring(0, equals), fault);
  }

  private void addProfile(BedrockSimulator.Builder builder, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw unusable("--application-profile takes <id>=<model>.");
    }
    String target = text.substring(equals + 1);
    if (!Catalogue.builtIn().isTarget(target)) {
      throw unusable("--application-profile: there is no model or profile " + target + ".");
    }
    builder.applicationProfile(text.substring(0, equals), target);
  }

  private Guardrail guardrail(String text) {
    Matcher parts = GUARDRAIL.matcher(text);
    if (!parts.matches()) {
      throw unusable("--guardrail takes <id>:<version> or <id>:<version>=<word>,<word>.");
    }
    Guardrail guardrail = Guardrail.of(parts.group(1), parts.group(2));
    String words = parts.group(3);
    if (words == null) {
      return guardrail;
    }
    List<String> withheld = List.of(words.split(",", -1));
    if (withheld.stream().anyMatch(String::isBlank)) {
      throw unusable("--guardrail takes no blank word, which would withhold everything.");
    }
    return guardrail.withholding(withheld.toArray(String[]::new));
  }

  private AccessKey accessKey(String text) {
    List<String> parts = List.of(text.split(":", 3));
    if (parts.size() < 2 || parts.stream().anyMatch(String::isEmpty)) {
      throw unusable("--access-key takes <id>:<secret> or <id>:<secret>:<account>.");
    }
    AccessKey key = AccessKey.longTerm(parts.get(0), parts.get(1));
    return parts.size() == 2 ? key : key.inAccount(parts.get(2));
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
