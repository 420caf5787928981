package io.aiportal.testkit.demo;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.Pace;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the gateway in front of a simulated Bedrock and tries it out. */
@Command(
    name = "demo",
    description = {
      "Starts a simulated Amazon Bedrock and the gateway in front of it, makes three sample calls,",
      "and stays up for yours until Ctrl-C. Needs no AWS account and no network.",
      "With --portal, the whole portal for your browser, in containers: with Open WebUI, PostgreSQL",
      "and an Active Directory. That needs Docker."
    },
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:all samples went well",
      "1:a sample or the gateway failed",
      "2:the command line or the port cannot be used"
    })
public final class Demo implements Callable<Integer> {

  /** A model that can do all that the samples ask for. */
  private static final String PREFERRED = "claude-sonnet-4.5";

  /** Held, because loggers that nobody holds forget their level. */
  private static final List<Logger> CHATTY =
      List.of(Logger.getLogger("io.undertow"), Logger.getLogger("org.xnio"));

  @Spec private CommandSpec spec;

  @Option(
      names = "--port",
      description = "Port on 127.0.0.1. Without it 8000, and 3000 with --portal.",
      paramLabel = "<port>")
  private @Nullable Integer chosenPort;

  @Option(
      names = "--portal",
      description =
          "Start the whole portal, in containers. Makes their images where they are missing.")
  private boolean portal;

  @Option(names = "--once", description = "End after the samples.")
  private boolean once;

  @Option(
      names = "--model",
      description = "Model to ask, one that can call tools. Without it, Nova Pro.")
  private @Nullable String model;

  @Option(
      names = "--server",
      description = "The gateway's jar.",
      paramLabel = "<jar>",
      required = true,
      hidden = true)
  private Path server;

  /** For picocli. */
  @SuppressWarnings("NullAway.Init") // picocli sets the fields before it runs the command
  Demo() {}

  /** Runs the demo and ends the process with its status. */
  public static void main(String[] args) {
    CHATTY.forEach(logger -> logger.setLevel(Level.WARNING));
    System.exit(commandLine().execute(args));
  }

  /** Refuses a bad command line in one sentence, without the whole help below it. */
  static CommandLine commandLine() {
    return new CommandLine(new Demo())
        .setParameterExceptionHandler(
            (e, args) -> {
              PrintWriter err = e.getCommandLine().getErr();
              err.println("demo: " + e.getMessage());
              err.flush();
              return CommandLine.ExitCode.USAGE;
            });
  }

  @Override
  public Integer call() throws InterruptedException {
    int port = chosenPort != null ? chosenPort : portal ? 3000 : 8000;
    checkArguments(port);
    try {
      if (portal) {
        runPortal(port);
      } else {
        runGateway(port);
      }
      return CommandLine.ExitCode.OK;
    } catch (DemoException e) {
      spec.commandLine().getOut().flush();
      PrintWriter err = spec.commandLine().getErr();
      err.println(e.getMessage());
      err.flush();
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private void runPortal(int port) throws DemoException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting the portal, which takes half a minute ...");
    out.flush();
    try (PortalDemo demo = PortalDemo.start(port)) {
      demo.run(out);
      if (!once) {
        new CountDownLatch(1).await(); // until a signal ends the process
      }
    }
  }

  private void runGateway(int port) throws DemoException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (BedrockSimulator bedrock = BedrockSimulator.builder().pace(Pace.NATURAL).start();
        GatewayProcess gateway = GatewayProcess.start(server, port, bedrock)) {
      Thread atExit = new Thread(gateway::close, "end-gateway");
      Runtime.getRuntime().addShutdownHook(atExit);
      out.printf("A simulated Amazon Bedrock listens on %s.%n", bedrock.endpoint());
      out.flush();
      OllamaClient ollama = new OllamaClient(gateway.url());
      gateway.awaitReady(ollama);
      String asked = modelToAsk(ollama.modelsWithTools());
      out.printf("The gateway listens on %s, the model is %s.%n", gateway.url(), asked);
      new Samples(ollama, asked, out).run();
      out.print(howToGoOn(gateway.url(), asked));
      out.flush();
      if (!once) {
        gateway.awaitEnd();
      }
    }
  }

  private void checkArguments(int port) {
    if (!Files.isRegularFile(server)) {
      throw unusable("There is no gateway at %s.".formatted(server));
    }
    if (port < 1 || port > 65_535) {
      throw unusable("--port must be between 1 and 65535, not %d.".formatted(port));
    }
    try (Socket socket = new Socket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw unusable(
          "Port %d cannot be used (%s); choose another one with --port."
              .formatted(port, e.getMessage()));
    }
  }

  private String modelToAsk(List<String> models) throws DemoException {
    if (model != null) {
      return model;
    }
    if (models.isEmpty()) {
      throw new DemoException("The gateway lists no model that can call tools.");
    }
    return models.stream()
        .filter(name -> name.startsWith(PREFERRED))
        .findFirst()
        .orElse(models.get(0));
  }

  private static String howToGoOn(URI gateway, String model) {
    return """

    Ask it yourself:
       curl %1$s/api/chat -d '{"model": "%2$s", "messages": [{"role": "user", "content": "Tell me a joke"}]}'

    Chat with it in the browser, at http://127.0.0.1:3000:
       docker run --rm --network=host -e PORT=3000 -e WEBUI_AUTH=false \\
         -e OLLAMA_BASE_URL=%1$s ghcr.io/open-webui/open-webui:main

    Any other Ollama client works too: set its base URL (OLLAMA_BASE_URL or OLLAMA_HOST) to %1$s.
    """
        .formatted(gateway, model);
  }

  private ParameterException unusable(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
