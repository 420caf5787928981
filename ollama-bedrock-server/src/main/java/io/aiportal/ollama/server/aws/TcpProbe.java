package io.aiportal.ollama.server.aws;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;

/**
 * Tries to connect to a host.
 *
 * @param host its name or number
 * @param port its port
 * @param timeout how long connecting may take
 */
record TcpProbe(String host, int port, Duration timeout) implements ProbedHttpClient.Probe {

  /** Fails as the SDK's HTTP client would: with a host that is unknown, or an address. */
  @Override
  public void connect() throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), port);
    try (Socket socket = new Socket()) {
      socket.connect(address, Math.toIntExact(timeout.toMillis()));
    } catch (IOException refused) {
      ConnectException failure = new ConnectException(refused.getMessage() + ": " + address);
      failure.initCause(refused);
      throw failure;
    }
  }
}
