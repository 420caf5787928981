package io.aiportal.ollama.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;

/** Ports for what is started some time after its port was chosen. */
public final class FreePorts {

  /** Below what Linux gives to clients, and Docker to containers; above what a demo takes. */
  private static final int FIRST = 30_000;

  private static final int END = 32_000;

  private static final int TRIES = 100;

  private FreePorts() {}

  /** One that nobody listens at, and that nobody is given by chance. */
  public static int any() {
    return new SplittableRandom()
        .ints(TRIES, FIRST, END)
        .filter(FreePorts::isFree)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false; // somebody listens there
    }
  }
}
