package io.aiportal.ollama.server.http;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which {@code Host} a request may name where only this machine can connect.
 *
 * <p>A web page can make a browser call 127.0.0.1 under a name of the page's own; such a name is
 * refused.
 */
final class HostCheck {

  private static final List<String> LOCAL_DOMAINS = List.of(".localhost", ".local", ".internal");

  /** What a host is, as far as it matters here. */
  enum Verdict {
    /** An address, or a listener that others can reach too. */
    ADDRESS,
    /** A name of this machine or of its network. */
    LOCAL_NAME,
    /** Any other name or address. */
    FOREIGN
  }

  private final boolean loopbackOnly;
  private final List<String> allowed;

  /**
   * A check for a listener at this address.
   *
   * @param allowed more names that may be called, in lower case; one with a dot before it stands
   *     for those that end with it, {@code *} for all
   */
  HostCheck(InetAddress listener, List<String> allowed) {
    this.loopbackOnly = listener.isLoopbackAddress();
    this.allowed = allowed;
  }

  Verdict verdict(@Nullable String hostHeader) {
    if (!loopbackOnly) {
      return Verdict.ADDRESS;
    }
    String host = withoutPort(hostHeader == null ? "" : hostHeader).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || host.equals("localhost") || isLocalName(host)) {
      return Verdict.LOCAL_NAME;
    }
    if (isAllowed(host)) {
      return Verdict.ADDRESS;
    }
    InetAddress address = literal(host);
    return address != null && isNear(address) ? Verdict.ADDRESS : Verdict.FOREIGN;
  }

  /** As Go splits it: an address in brackets is one only with a port behind it. */
  private static String withoutPort(String host) {
    int bracket = host.indexOf("]:");
    if (host.startsWith("[") && bracket > 0) {
      return host.substring(1, bracket);
    }
    int colon = host.indexOf(':');
    boolean port = colon >= 0 && colon == host.lastIndexOf(':');
    return port ? host.substring(0, colon) : host;
  }

  private boolean isAllowed(String host) {
    return allowed.stream()
        .anyMatch(
            name ->
                name.equals("*")
                    || name.equals(host)
                    || (name.startsWith(".") && host.endsWith(name)));
  }

  private static boolean isLocalName(String host) {
    return LOCAL_DOMAINS.stream().anyMatch(host::endsWith) || host.equals(MachineName.VALUE);
  }

  /** An address that is written as one; names are never looked up. */
  private static @Nullable InetAddress literal(String host) {
    boolean address =
        (host.indexOf(':') >= 0 && !host.startsWith("["))
            || host.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    try {
      return address ? InetAddress.getByName(host) : null;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static boolean isNear(InetAddress address) {
    try {
      return address.isLoopbackAddress()
          || address.isAnyLocalAddress()
          || isPrivate(address)
          || NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /** RFC 1918 and IPv6's unique local addresses. */
  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? address.isSiteLocalAddress() : (bytes[0] & 0xfe) == 0xfc;
  }

  /** Asked for once, and only when a request needs it. */
  private static final class MachineName {

    static final String VALUE = read();

    private static String read() {
      try {
        return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }
  }
}
