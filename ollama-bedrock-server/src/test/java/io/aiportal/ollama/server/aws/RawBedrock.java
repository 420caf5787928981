package io.aiportal.ollama.server.aws;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does with each connection what a test says, byte by byte. */
final class RawBedrock implements AutoCloseable {

  static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Hi"}]}},\
      "stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":2,"totalTokens":3}}""";

  /** What happens on a connection; it is closed when this returns. */
  @FunctionalInterface
  interface Script {
    void run(Connection connection) throws Exception;
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger used = new AtomicInteger();

  RawBedrock(Script script) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  RawBedrock(ServerSocket server, Script script) {
    this.server = server;
    this.script = script;
    start(this::accept);
  }

  URI endpoint(String scheme) {
    return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort());
  }

  /** How many connections brought anything so far; the SDK's transport tries one that does not. */
  int connections() {
    return used.get();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "raw-bedrock");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        start(() -> serve(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setSoTimeout(20_000);
      Connection connection = new Connection(socket);
      if (connection.bringsAnything()) {
        used.incrementAndGet();
        script.run(connection);
      }
    } catch (Exception failure) {
      // The client is told by the end of the connection.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One connection, as the server sees it. */
  static final class Connection {
    private final Socket socket;
    private final InputStream in;

    private Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
    }

    private boolean bringsAnything() throws IOException {
      in.mark(1);
      boolean something = in.read() >= 0;
      in.reset();
      return something;
    }

    Socket socket() {
      return socket;
    }

    /** The lines of the next request's head; empty if there is no further request. */
    List<String> head() throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = line(); line != null && !line.isEmpty(); line = line()) {
        lines.add(line);
      }
      return lines;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          return null;
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    /** The body that belongs to a head. */
    byte[] body(List<String> head) throws IOException {
      return in.readNBytes(Integer.parseInt(header(head, "Content-Length")));
    }

    byte[] read(int most) throws IOException {
      return in.readNBytes(most);
    }

    /** Reads a whole request; false if there is none. */
    boolean request() throws IOException {
      List<String> head = head();
      if (head.isEmpty()) {
        return false;
      }
      body(head);
      return true;
    }

    void send(byte[] bytes) throws IOException {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.UTF_8));
    }

    void answer(int status, String headers, String body) throws IOException {
      send(
          "HTTP/1.1 %d Some\r\n%sContent-Length: %d\r\n\r\n%s"
              .formatted(status, headers, body.getBytes(StandardCharsets.UTF_8).length, body));
    }

    /** Begins a stream that lasts until the connection is closed. */
    void beginStream() throws IOException {
      send(
          "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.amazon.eventstream\r\n"
              + "x-amzn-RequestId: r-7\r\nConnection: close\r\n\r\n");
    }

    /** Waits until the other side has closed, or reset, the connection; false if it does not. */
    boolean waitsForClose() {
      try {
        while (in.read() >= 0) {
          // What is still under way.
        }
        return true;
      } catch (SocketTimeoutException open) {
        return false;
      } catch (IOException reset) {
        return true;
      }
    }
  }

  static String header(List<String> head, String name) {
    for (String line : head) {
      if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1)) {
        return line.substring(name.length() + 1).strip();
      }
    }
    throw new AssertionError("no " + name + " in " + head);
  }
}
