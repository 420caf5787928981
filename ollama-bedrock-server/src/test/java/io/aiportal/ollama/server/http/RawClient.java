package io.aiportal.ollama.server.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is told to, and reads answers as HTTP frames them. */
final class RawClient implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;

  /** An answer; header names in lower case, repeated headers in order. */
  record Response(int status, TreeMap<String, List<String>> headers, String body) {

    String header(String name) {
      return String.join(" | ", headers.getOrDefault(name, List.of("(none)")));
    }
  }

  private final Socket socket;
  private final InputStream in;

  RawClient(InetSocketAddress address) throws IOException {
    socket = new Socket(address.getAddress(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** Sends text as UTF-8, with every line end as HTTP has it. */
  RawClient send(String text) throws IOException {
    return sendBytes(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
  }

  RawClient sendBytes(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends this many bytes, or fewer if the server ends the connection before it has them all. */
  void sendAsMuchAsIsTaken(int most) {
    byte[] piece = new byte[16 << 10];
    try {
      for (int sent = 0; sent < most; sent += piece.length) {
        sendBytes(piece);
      }
    } catch (IOException e) {
      // The server has seen enough.
      return;
    }
  }

  /** Sends a request with a JSON body. */
  RawClient post(String path, String body, String... headers) throws IOException {
    return post(path, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  /** Sends a request with a body of any bytes. */
  RawClient post(String path, byte[] bytes, String... headers) throws IOException {
    send("POST " + path + " HTTP/1.1\nHost: 127.0.0.1\n");
    for (String header : headers) {
      send(header + "\n");
    }
    return send("Content-Length: " + bytes.length + "\n\n").sendBytes(bytes);
  }

  /** Sends a request without a body. */
  RawClient request(String method, String path, String... headers) throws IOException {
    // At once: a server that has seen enough of it would not wait for the rest.
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\n");
    for (String header : headers) {
      head.append(header).append('\n');
    }
    return send(head.append('\n').toString());
  }

  /** Reads the answer to a request of any method but HEAD. */
  Response read() throws IOException {
    return read(false);
  }

  /** Reads the answer to a HEAD request. */
  Response readHead() throws IOException {
    return read(true);
  }

  private Response read(boolean head) throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    TreeMap<String, List<String>> headers = headers();
    if (status == 100) {
      return new Response(status, headers, "");
    }
    String body = head || status == 204 ? "" : body(headers);
    return new Response(status, headers, body);
  }

  /** Reads the head of an answer whose body is to be read in pieces. */
  Response readStart() throws IOException {
    int status = Integer.parseInt(line().split(" ")[1]);
    return new Response(status, headers(), "");
  }

  /** Reads the next chunk of a body; empty at its end. */
  String chunk() throws IOException {
    int size = Integer.parseInt(line(), 16);
    String chunk = new String(exactly(size), StandardCharsets.UTF_8);
    line();
    return chunk;
  }

  private TreeMap<String, List<String>> headers() throws IOException {
    TreeMap<String, List<String>> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), n -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private String body(TreeMap<String, List<String>> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      int length = Integer.parseInt(headers.get("content-length").get(0));
      return new String(exactly(length), StandardCharsets.UTF_8);
    }
    if (!headers.containsKey("transfer-encoding")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    StringBuilder body = new StringBuilder();
    for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.append(chunk);
    }
    return body.toString();
  }

  private byte[] exactly(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the body ended after " + bytes.length + " of " + count + " bytes");
    }
    return bytes;
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended within a line");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  /** Whether something comes within this time; it is still to be read then. */
  boolean hears(int millis) throws IOException {
    socket.setSoTimeout(millis);
    in.mark(1);
    try {
      boolean more = in.read() >= 0;
      in.reset();
      return more;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(PATIENCE_MILLIS);
    }
  }

  /** Reads up to this many bytes of whatever comes; -1 at the end. */
  int skim(int most) throws IOException {
    return in.read(new byte[most]);
  }

  /** Whether the server has ended the connection, in order or not; what it sent is thrown away. */
  boolean isCutOff() {
    try {
      while (in.read(new byte[8192]) >= 0) {
        continue;
      }
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Whether the server has ended the connection, once everything it sent was read. */
  boolean isAtEnd() throws IOException {
    return in.read() < 0;
  }

  /** Sends no more, but goes on reading. */
  void endSending() throws IOException {
    socket.shutdownOutput();
  }

  /** Leaves without a farewell: the server sees a reset. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
