package io.aiportal.ollama.server.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hosts that are called without a proxy.
 *
 * @param entries as they were written, in small letters: a host, which covers what is below it too;
 *     a suffix that begins with a dot; either with a port; or {@code *} for every host
 */
public record NoProxy(List<String> entries) {

  private static final Pattern WITH_PORT = Pattern.compile("(.+):(\\d{1,5})");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");

  public NoProxy {
    entries = List.copyOf(entries);
  }

  static NoProxy parse(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split("[,\\s]+")) {
      if (!entry.isEmpty()) {
        entries.add(entry.toLowerCase(Locale.ROOT));
      }
    }
    return new NoProxy(entries);
  }

  /** Whether a host is called directly; this machine itself always is. */
  public boolean covers(String host, int port) {
    String name = host.toLowerCase(Locale.ROOT);
    return LOOPBACK.matcher(name).matches()
        || entries.stream().anyMatch(entry -> covers(entry, name, port));
  }

  private static boolean covers(String entry, String host, int port) {
    if (entry.equals("*")) {
      return true;
    }
    Matcher withPort = WITH_PORT.matcher(entry);
    boolean hasPort = withPort.matches() && (entry.startsWith("[") || isOneColon(entry));
    if (hasPort && Integer.parseInt(withPort.group(2)) != port) {
      return false;
    }
    String name = hasPort ? withPort.group(1) : entry;
    if (name.startsWith("*.")) {
      name = name.substring(1);
    }
    return name.startsWith(".")
        ? host.endsWith(name)
        : unbracketed(host).equals(unbracketed(name)) || host.endsWith('.' + name);
  }

  /** More than one are part of an IPv6 address. */
  private static boolean isOneColon(String entry) {
    return entry.indexOf(':') == entry.lastIndexOf(':');
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return String.join(",", entries);
  }
}
