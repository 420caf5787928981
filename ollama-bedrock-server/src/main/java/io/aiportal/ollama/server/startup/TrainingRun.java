package io.aiportal.ollama.server.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A JVM that runs the gateway on this machine's loopback, answers calls, and ends. */
final class TrainingRun {

  private static final int PATIENCE_SECONDS = 180;

  /** A JVM that SIGTERM ends, and that has had the time to do so. */
  private static final Set<Integer> ORDERLY = Set.of(0, 143);

  private static final String LISTENING = "Listening on ";

  private final Process gateway;
  private final boolean keepsProfiles;

  private TrainingRun(Process gateway, boolean keepsProfiles) {
    this.gateway = gateway;
    this.keepsProfiles = keepsProfiles;
  }

  /**
   * Runs the gateway of a jar with these options, from its start to its orderly end.
   *
   * @param keepsProfiles whether what is learned goes beyond which classes there are
   * @throws IOException if it does not start, answer or end
   */
  static void of(List<String> options, boolean keepsProfiles, Path jar) throws IOException {
    Path home = Files.createTempDirectory("gateway-prepare-");
    try (StandInBedrock bedrock = StandInBedrock.start()) {
      Process gateway = start(options, jar, bedrock.address(), home);
      Thread ending = new Thread(() -> kill(gateway), "end of the training run");
      Runtime.getRuntime().addShutdownHook(ending);
      CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .execute(() -> kill(gateway));
      try {
        new TrainingRun(gateway, keepsProfiles).run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("it was interrupted", e);
      } finally {
        kill(gateway);
        Runtime.getRuntime().removeShutdownHook(ending);
      }
    } finally {
      Files.deleteIfExists(home);
    }
  }

  /** What writes the archive may be a JVM of that JVM's. */
  private static void kill(Process gateway) {
    gateway.descendants().forEach(ProcessHandle::destroyForcibly);
    gateway.destroyForcibly();
  }

  /** Nothing of this machine's own settings, credentials or proxies reaches it. */
  private static Process start(List<String> options, Path jar, URI bedrock, Path home)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-jar", jar.toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> !name.equals("LANG") && !name.equals("LC_ALL"));
    environment.put("HOME", home.toString());
    environment.put("OLLAMA_HOST", "127.0.0.1:0");
    environment.put("AWS_ENDPOINT_URL", bedrock.toString());
    environment.put("AWS_REGION", "us-east-1");
    environment.put("AWS_ACCESS_KEY_ID", "any");
    environment.put("AWS_SECRET_ACCESS_KEY", "any");
    environment.put("AWS_EC2_METADATA_DISABLED", "true");
    return builder.start();
  }

  private void run() throws IOException, InterruptedException {
    BufferedReader console = gateway.errorReader();
    URI address = address(console);
    CompletableFuture<Void> told =
        CompletableFuture.runAsync(() -> console.lines().forEach(line -> {}));
    TrainingTraffic traffic = new TrainingTraffic(address);
    traffic.callEveryApi();
    if (keepsProfiles) {
      traffic.chat();
    }
    gateway.toHandle().destroy(); // by the process itself it would close what it tells us, too
    int status = gateway.waitFor();
    told.join();
    if (!ORDERLY.contains(status)) {
      throw new IOException("the gateway ended with status " + status);
    }
  }

  private static URI address(BufferedReader console) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = console.readLine(); line != null; line = console.readLine()) {
      if (line.startsWith(LISTENING)) {
        return URI.create(line.substring(LISTENING.length()));
      }
      lines.add(line);
    }
    throw new IOException("the gateway does not start: " + String.join(" ", lines));
  }
}
