package io.aiportal.testkit.bedrock;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.aiportal.testkit.bedrock.auth.Authenticator;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One HTTP/1.1 connection without any library: it shows exactly what is on the wire. */
final class RawClient implements AutoCloseable {

  private static final int SILENCE_MILLIS = 400;
  private static final int PATIENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;

  RawClient(URI endpoint) throws IOException {
    socket = new Socket(endpoint.getHost(), endpoint.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 13);
  }

  /** How a response ended. */
  enum End {
    /** The body ended as its headers said it would. */
    WHOLE,
    /** The connection was closed before. */
    CLOSED,
    /** The connection was reset. */
    RESET,
    /** Nothing more came, on an open connection. */
    SILENT
  }

  /**
   * What came.
   *
   * @param status 0 if there were no whole headers
   * @param headers by lower-case name
   * @param body without chunk sizes
   */
  record Response(int status, Map<String, String> headers, byte[] body, End end) {

    String text() {
      return new String(body, UTF_8);
    }
  }

  /** Sends a request that has a good bearer token. */
  void send(String method, String path, String body, String... headers) throws IOException {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: test\r\n");
    head.append("Authorization: Bearer ").append(Authenticator.DEFAULT_BEARER_TOKEN).append("\r\n");
    for (String header : headers) {
      head.append(header).append("\r\n");
    }
    byte[] bytes = body.getBytes(UTF_8);
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    OutputStream out = socket.getOutputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.toString().getBytes(ISO_8859_1));
    all.writeBytes(bytes);
    out.write(all.toByteArray());
    out.flush();
  }

  /** Reads one response to its end. */
  Response read() throws IOException {
    return readUntil(sofar -> false);
  }

  /** Reads one response until enough of it is there and nothing more comes. */
  Response readUntil(Predicate<Response> enough) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    Reading reading = new Reading(in, enough);
    End end;
    try {
      reading.readAll();
      end = End.WHOLE;
    } catch (SocketTimeoutException e) {
      end = End.SILENT;
    } catch (SocketException e) {
      end = End.RESET;
    } catch (EndOfStream e) {
      end = End.CLOSED;
    }
    return reading.response(end);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private static final class EndOfStream extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static final class Reading {

    final InputStream in;
    final Predicate<Response> enough;
    final Map<String, String> headers = new TreeMap<>();
    final ByteArrayOutputStream body = new ByteArrayOutputStream();
    int status;

    Reading(InputStream in, Predicate<Response> enough) {
      this.in = in;
      this.enough = enough;
    }

    Response response(End end) {
      return new Response(status, headers, body.toByteArray(), end);
    }

    void readAll() throws IOException {
      int announced = Integer.parseInt(line().split(" ")[1]);
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      status = announced;
      if (headers.containsKey("content-length")) {
        bytes(Integer.parseInt(headers.get("content-length")));
      } else {
        chunks();
      }
    }

    private void chunks() throws IOException {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        bytes(size);
        line();
      }
      line();
    }

    private int chunkSize() throws IOException {
      return Integer.parseInt(line(), 16);
    }

    private void bytes(int count) throws IOException {
      for (int i = 0; i < count; i++) {
        body.write(one());
      }
    }

    private String line() throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = one(); b != '\n'; b = one()) {
        line.write(b);
      }
      return line.toString(ISO_8859_1).stripTrailing();
    }

    private int one() throws IOException {
      int b = next();
      if (b < 0) {
        throw new EndOfStream();
      }
      return b;
    }

    /** A silence counts once there is enough; before that, a busy machine is waited for. */
    private int next() throws IOException {
      for (int waited = 0; ; waited += SILENCE_MILLIS) {
        try {
          return in.read();
        } catch (SocketTimeoutException e) {
          if (waited >= PATIENCE_MILLIS || enough.test(response(End.SILENT))) {
            throw e;
          }
        }
      }
    }
  }
}
