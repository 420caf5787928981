package io.aiportal.ollama.server.startup;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/**
 * Answers as Bedrock does, on this machine's loopback, the same to everybody: the least that lets a
 * gateway load its classes. No signature is looked at.
 */
final class StandInBedrock implements AutoCloseable {

  /** How a streamed answer comes; the last message of a request says so by the name. */
  enum Pace {
    /** As short as an answer can be. */
    IN_A_WORD(1, 0),
    /** A few words, each sent by itself. */
    BRIEFLY(20, 0),
    /** As a model speaks: the gateway wakes up for every word. */
    WORD_BY_WORD(100, 4),
    /** As much as the gateway takes, many words a read. */
    AT_ONCE(500, 0);

    private final int words;
    private final long pauseMillis;

    Pace(int words, long pauseMillis) {
      this.words = words;
      this.pauseMillis = pauseMillis;
    }

    static Pace askedForBy(String request) {
      for (Pace pace : values()) {
        if (request.contains(pace.name())) {
          return pace;
        }
      }
      return BRIEFLY;
    }

    private void afterWord(OutputStream out) throws IOException {
      if (this == AT_ONCE) {
        return;
      }
      out.flush();
      if (pauseMillis > 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private StandInBedrock(HttpServer server) {
    this.server = server;
  }

  static StandInBedrock start() throws IOException {
    // Else every answer waits 40 ms for the acknowledgement of its head.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    StandInBedrock bedrock = new StandInBedrock(HttpServer.create(anyPort, 0));
    bedrock.server.setExecutor(bedrock.threads);
    bedrock.server.createContext("/", bedrock::answer);
    bedrock.server.start();
    return bedrock;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      String path = exchange.getRequestURI().getPath();
      if (path.endsWith("/converse-stream")) {
        stream(exchange, Pace.askedForBy(request), request.contains("toolConfig"));
      } else if (path.endsWith("/converse")) {
        json(exchange, WHOLE);
      } else {
        json(exchange, "{}");
      }
    }
  }

  private static final String METADATA =
      """
      {"usage":{"inputTokens":9,"outputTokens":20,"totalTokens":29},"metrics":{"latencyMs":1}}""";

  private static final String WHOLE =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Hello."}]}},"stopReason":"end_turn",
      "usage":{"inputTokens":9,"outputTokens":20,"totalTokens":29},"metrics":{"latencyMs":1}}""";

  private static void json(HttpExchange exchange, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private static void stream(HttpExchange exchange, Pace pace, boolean withTool)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.amazon.eventstream");
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    event(out, "messageStart", "{\"role\":\"assistant\"}");
    for (int i = 0; i < pace.words; i++) {
      event(out, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"word \"}}");
      pace.afterWord(out);
    }
    event(out, "contentBlockStop", "{\"contentBlockIndex\":0}");
    if (withTool) {
      event(
          out,
          "contentBlockStart",
          """
          {"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"tooluse_1","name":"look_up"}}}""");
      event(
          out,
          "contentBlockDelta",
          """
          {"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\\"word\\":\\"a\\"}"}}}""");
      event(out, "contentBlockStop", "{\"contentBlockIndex\":1}");
    }
    event(out, "messageStop", "{\"stopReason\":\"" + (withTool ? "tool_use" : "end_turn") + "\"}");
    event(out, "metadata", METADATA);
  }

  /** Writes a message in AWS's event-stream format. */
  private static void event(OutputStream out, String type, String payload) throws IOException {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":event-type", type);
    header(headers, ":content-type", "application/json");
    header(headers, ":message-type", "event");
    byte[] body = payload.getBytes(UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream data = new DataOutputStream(message);
    data.writeInt(16 + headers.size() + body.length);
    data.writeInt(headers.size());
    data.writeInt(checksum(message));
    headers.writeTo(data);
    data.write(body);
    data.writeInt(checksum(message));
    message.writeTo(out);
  }

  private static void header(ByteArrayOutputStream headers, String name, String value) {
    int text = 7;
    headers.write(name.length());
    headers.writeBytes(name.getBytes(UTF_8));
    headers.write(text);
    headers.write(0);
    headers.write(value.length());
    headers.writeBytes(value.getBytes(UTF_8));
  }

  private static int checksum(ByteArrayOutputStream bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes.toByteArray());
    return (int) crc.getValue();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
