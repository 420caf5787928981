package io.aiportal.ollama.server.portal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/** Ports for what is started some time after its port was chosen. */
final class FreePorts {

  /** Below what Linux gives to clients, and Docker to containers that ask for any port. */
  private static final int FIRST = 20_000;

  private static final int END = 32_000;

  private static final int TRIES = 100;

  private FreePorts() {}

  /** One that nobody listens at, and that nobody is given by chance. */
  static int any() throws IOException {
    SplittableRandom random = new SplittableRandom();
    for (int i = 0; i < TRIES; i++) {
      int port = random.nextInt(FIRST, END);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException e) {
        continue; // somebody listens there
      }
    }
    throw new IOException("no port between " + FIRST + " and " + END + " is free");
  }
}
