package io.aiportal.testkit.portal;

import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/** The Docker engine that makes containers, and what to do where none can be used. */
final class DockerEngine {

  private static final String USUAL = "unix:///var/run/docker.sock";

  private DockerEngine() {}

  /**
   * Finds it.
   *
   * @throws IllegalStateException with a sentence, if none answers, or none can be used by
   *     Testcontainers
   */
  static void find() {
    try {
      DockerClientFactory.instance().client();
    } catch (IllegalStateException e) {
      String host = Optional.ofNullable(System.getenv("DOCKER_HOST")).orElse(USUAL);
      throw new IllegalStateException(whyNot(host), e);
    } catch (ContainerFetchException e) {
      throw new IllegalStateException(
          StartFailure.known(e).orElseGet(() -> StartFailure.told(e)), e);
    }
  }

  /** Why no engine can be used at this address. */
  static String whyNot(String host) {
    if (!host.startsWith("unix://")) {
      return silent(host);
    }
    Path socket = Path.of(URI.create(host).getPath());
    if (!Files.exists(socket)) {
      return "There is no Docker engine at "
          + host
          + "; install one (on Debian: apt-get install docker.io), or start it"
          + " (systemctl start docker, or dockerd as root).";
    }
    try {
      SocketChannel.open(UnixDomainSocketAddress.of(socket)).close();
      return silent(host);
    } catch (IOException e) {
      return whyNot(host, e);
    }
  }

  /** Why no engine can be used at this address, which could not be connected to. */
  static String whyNot(String host, IOException failure) {
    String reason = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    return reason.contains("permission denied")
        ? "Docker refused this user at " + host + "; add the user to the group docker."
        : silent(host);
  }

  private static String silent(String host) {
    return "Docker does not answer at "
        + host
        + "; start it (systemctl start docker, or dockerd as root).";
  }
}
