package io.aiportal.benchmarks;

import io.aiportal.ollama.server.Gateway;
import io.aiportal.ollama.server.settings.Settings;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A chunk from the simulator through the gateway to a client, all in one JVM over loopback; beside
 * it, as the measure, the same chunk without the gateway.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class ChunkTransit {

  private static final int CHUNKS = 500;

  /** What carries the gateway's calls. */
  @Param({"direct", "sdk"})
  public String transport = "";

  private final HttpClient client = HttpClient.newHttpClient();
  private @Nullable BedrockSimulator bedrock;
  private @Nullable Gateway gateway;
  private @Nullable HttpRequest request;
  private @Nullable HttpRequest upstreamRequest;

  /** Starts both, and checks one whole answer. */
  @Setup
  public void start() throws IOException, InterruptedException {
    System.setProperty("aws.accessKeyId", AccessKey.DEFAULT.id());
    System.setProperty("aws.secretAccessKey", AccessKey.DEFAULT.secret());
    BedrockSimulator started = BedrockSimulator.builder().noAuth().start();
    String endpoint = started.endpoint().toString();
    bedrock = started;
    Gateway opened =
        Gateway.start(
            Settings.read(
                Map.of(
                    "OLLAMA_HOST",
                    "127.0.0.1:0",
                    "GATEWAY_TRANSPORT",
                    transport,
                    "AWS_REGION",
                    started.region(),
                    "AWS_ENDPOINT_URL_BEDROCK",
                    endpoint,
                    "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
                    endpoint),
                null),
            OutputStream.nullOutputStream());
    gateway = opened;
    request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + opened.address().getPort() + "/api/chat"))
            .POST(
                BodyPublishers.ofString(
                    """
                    {"model":"simulator.chunks-%d","messages":[{"role":"user","content":"hi"}]}
                    """
                        .formatted(CHUNKS)))
            .build();
    upstreamRequest =
        HttpRequest.newBuilder(
                URI.create(
                    endpoint + "/model/simulator.chunks-%d/converse-stream".formatted(CHUNKS)))
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofString(
                    """
                    {"messages":[{"role":"user","content":[{"text":"hi"}]}]}
                    """))
            .build();
    RequestTranslation.require(upstream() > 100L * CHUNKS, "the simulator answers by itself");
    List<String> lines = client.send(request, BodyHandlers.ofLines()).body().toList();
    RequestTranslation.require(lines.size() == CHUNKS + 1, "a line a chunk, not " + lines.size());
    RequestTranslation.require(
        lines.get(CHUNKS).contains("\"done\":true,\"done_reason\":\"stop\""), lines.get(CHUNKS));
  }

  /** Reads one answer of many chunks; the figure is for one chunk. */
  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public long chunk() throws IOException, InterruptedException {
    long lines = client.send(request, BodyHandlers.ofLines()).body().count();
    RequestTranslation.require(lines == CHUNKS + 1, "a line a chunk, not " + lines);
    return lines;
  }

  /** Reads the same answer from the simulator itself. */
  @Benchmark
  @OperationsPerInvocation(CHUNKS)
  public long upstream() throws IOException, InterruptedException {
    return client.send(upstreamRequest, BodyHandlers.ofByteArray()).body().length;
  }

  /** Ends both. */
  @TearDown
  public void stop() {
    if (gateway != null) {
      gateway.close();
    }
    if (bedrock != null) {
      bedrock.close();
    }
  }
}
