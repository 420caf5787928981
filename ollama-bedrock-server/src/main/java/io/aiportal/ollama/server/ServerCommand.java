package io.aiportal.ollama.server;

import io.aiportal.ollama.server.aws.BedrockClients;
import io.aiportal.ollama.server.process.FatalErrors;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.KeySetting;
import io.aiportal.ollama.server.settings.Listen;
import io.aiportal.ollama.server.settings.ModelSetting;
import io.aiportal.ollama.server.settings.PlaceSetting;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.ollama.server.settings.SettingsException;
import io.aiportal.ollama.server.startup.Preparation;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(
    name = "ollama-bedrock-server",
    mixinStandardHelpOptions = true,
    versionProvider = Release.class,
    synopsisHeading = "Usage: ",
    customSynopsis = {
      "java -jar ollama-bedrock-server.jar [OPTIONS]",
      "       java -jar ollama-bedrock-server.jar key NAME"
    },
    description = {"", "Serves the Ollama API and answers with models of Amazon Bedrock.", ""},
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nSettings, as an environment variable or as a key of the file:%n",
    sortOptions = false)
final class ServerCommand {

  /** What {@link #run} gives when the server runs on; every other number is an exit status. */
  static final int SERVING = -1;

  private static final int DONE = 0;
  private static final int UNUSABLE = 2;

  /** How long everything but open answers may take to end. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(15);

  private final Map<String, String> environment;
  private final OutputStream out;
  private final PrintStream console;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "a YAML file with settings; else the one that GATEWAY_CONFIG names")
  private @Nullable Path file;

  @Option(
      names = "--check-config",
      description = "refuse what a start would refuse, else print the settings; starts nothing")
  private boolean check;

  @Option(
      names = "--prepare",
      paramLabel = "FOLDER",
      description = {
        "write jvm.args with options for this JDK, and an archive of classes, into the folder;",
        "java @FOLDER/jvm.args -jar ollama-bedrock-server.jar starts sooner, and takes less memory"
      })
  private @Nullable Path folder;

  /**
   * A command line.
   *
   * @param environment the environment's variables
   * @param out standard output: help, or one line for each request
   * @param console standard error: everything else
   */
  ServerCommand(Map<String, String> environment, OutputStream out, PrintStream console) {
    this.environment = environment;
    this.out = out;
    this.console = console;
  }

  /** Does what the arguments say. */
  int run(String... args) {
    CommandLine line = new CommandLine(this);
    line.getCommandSpec().usageMessage().footer(settingsHelp());
    KeyCommand key = new KeyCommand();
    line.addSubcommand(key);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    try {
      line.parseArgs(args);
      if (CommandLine.printHelpIfRequested(line.getParseResult())) {
        return DONE;
      }
      if (line.getParseResult().hasSubcommand()) {
        Optional<String> fault = KeySetting.fault(key.name());
        if (fault.isPresent()) {
          return unusable("The name of a key " + fault.get() + '.');
        }
        line.getOut().print(key.made());
        line.getOut().flush();
        return DONE;
      }
      if (folder != null) {
        return prepare(folder);
      }
      return check ? check(line.getOut()) : serve();
    } catch (ParameterException e) {
      return unusable(e.getMessage() + "; see --help.");
    } catch (SettingsException e) {
      return unusable(e.getMessage());
    }
  }

  private int unusable(String sentence) {
    console.println(sentence);
    return UNUSABLE;
  }

  private int check(PrintWriter writer) {
    Settings settings = Settings.read(environment, file);
    StartCheck.check(settings);
    String region = BedrockClients.regionOf(settings);
    for (Key<?> key : Key.ALL) {
      String value = key.equals(Key.REGION) ? region : settings.shown(key);
      writer.printf("%s: %s  # %s%n", key.name(), value, settings.source(key));
    }
    for (ModelSetting model : settings.models()) {
      writer.printf("models.%s: %s%n", model.name(), shown(model));
      if (!model.fallbacks().isEmpty()) {
        writer.printf("models.%s.fallback: %s%n", model.name(), model.fallbacks());
      }
    }
    for (PlaceSetting place : settings.pool()) {
      String account = place.role().map(role -> ", as " + role).orElse("");
      writer.printf("pool.%s: %s%s%n", place.name(), place.region().orElse(region), account);
    }
    for (KeySetting key : settings.keys()) {
      writer.printf("keys.%s: %s%n", key.name(), shown(key));
    }
    settings
        .modelLimits()
        .forEach((name, limits) -> writer.printf("limits.models.%s: %s%n", name, limits.shown()));
    writer.flush();
    List<String> doubts = doubts(settings);
    doubts.forEach(console::println);
    SettingsHints.of(BedrockClients.regionOf(settings), settings).forEach(console::println);
    return doubts.isEmpty() ? DONE : UNUSABLE;
  }

  private static List<String> doubts(Settings settings) {
    List<String> doubts = new ArrayList<>(settings.doubts());
    doubts.addAll(BedrockClients.doubts(settings));
    doubts.addAll(Models.doubts(BedrockClients.regionOf(settings), settings));
    return doubts;
  }

  private static String shown(ModelSetting model) {
    String id = model.id();
    String traits = id != null && model.traits().isEmpty() ? "" : model.traits().toString();
    return (id == null ? "" : id + " ").concat(traits.replace("=", ": ")).strip();
  }

  /** What a key opens, and what holds for its calls; its hash says nothing to a reader. */
  private static String shown(KeySetting key) {
    List<String> shown = new ArrayList<>();
    shown.add(key.models().isEmpty() ? "all models" : String.join(", ", key.models()));
    if (!key.apis().isEmpty()) {
      shown.add("apis " + key.apis().toString().toLowerCase(Locale.ROOT));
    }
    if (key.admin()) {
      shown.add("admin");
    }
    shown.add(key.limits().shown());
    shown.add(key.budget().shown());
    String people =
        Stream.of(key.people().limits().shown(), key.people().budget().shown())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining(", "));
    shown.add(people.isEmpty() ? "" : "each person " + people);
    key.guardrail().ifPresent(guardrail -> shown.add("guardrail " + guardrail));
    if (!key.requestMetadata().isEmpty()) {
      shown.add("request_metadata " + new TreeMap<>(key.requestMetadata()));
    }
    key.residency().ifPresent(residency -> shown.add("residency " + residency));
    shown.removeIf(String::isEmpty);
    return String.join("; ", shown);
  }

  private int prepare(Path into) {
    try {
      Path jar = Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      console.printf("Written: %s%n", Preparation.write(jar, into));
      return DONE;
    } catch (IOException | URISyntaxException e) {
      return unusable("Cannot prepare " + into + ": " + e.getMessage() + ".");
    }
  }

  private int serve() {
    Settings settings = Settings.read(environment, file);
    doubts(settings).forEach(console::println);
    SettingsHints.of(BedrockClients.regionOf(settings), settings).forEach(console::println);
    Gateway gateway = Gateway.start(settings, out, () -> Settings.read(environment, file));
    Duration patience = settings.get(Key.DRAIN_TIMEOUT).plus(LONGEST_CLOSE);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(gateway, patience), "shutdown"));
    InetSocketAddress address = gateway.address();
    console.printf(
        "Listening on %s://%s%n",
        settings.get(Key.TLS_CERTIFICATE).isPresent() ? "https" : "http",
        new Listen(address.getAddress().getHostAddress(), address.getPort()));
    return SERVING;
  }

  /** An orderly end is a success, whatever signal asked for it; one that hangs is none. */
  private static void stop(Gateway gateway, Duration patience) {
    Thread closing = new Thread(gateway::close, "close");
    closing.start();
    try {
      closing.join(patience.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(closing.isAlive() ? FatalErrors.STATUS : DONE);
  }

  private static String[] settingsHelp() {
    List<String> lines = new ArrayList<>();
    for (Key<?> key : Key.ALL) {
      lines.add(String.format("  %s, %s", String.join(" or ", key.variables()), key.name()));
      lines.add("      " + key.meaning());
      if (!key.fallback().isEmpty()) {
        lines.add("      default: " + key.fallback());
      }
    }
    lines.add("  keys");
    lines.add(
        "      who may call, only in the file: names with a map of sha256, models, apis, limits, …");
    lines.add("  limits");
    lines.add(
        "      how much models may be asked, only in the file: models with a map of names and limits");
    lines.add("  pool");
    lines.add(
        "      further places for calls, only in the file: a list of maps of region, role, external_id, …");
    lines.add("  models");
    lines.add(
        "      names for models, only in the file: a model id, or a map of id, max_tokens, …");
    return lines.toArray(String[]::new);
  }
}
