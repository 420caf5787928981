package io.aiportal.ollama.server.settings;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A network of IP addresses.
 *
 * @param address one of its addresses
 * @param prefix how many of the address's first bits all of its addresses share
 */
public record Network(InetAddress address, int prefix) {

  /** What is an address and no name, which would be looked up. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

  /** Reads an address such as {@code 10.0.0.7}, or a network such as {@code 10.0.0.0/8}. */
  static Network parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    if (!ADDRESS.matcher(host).matches()) {
      throw new IllegalArgumentException(text);
    }
    try {
      InetAddress address = InetAddress.getByName(host);
      int bits = address.getAddress().length * Byte.SIZE;
      return new Network(
          address, slash < 0 ? bits : Values.integer(text.substring(slash + 1), 0, bits));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(text, e);
    }
  }

  /** Whether an address is one of this network's. */
  public boolean contains(InetAddress other) {
    byte[] own = address.getAddress();
    byte[] bytes = other.getAddress();
    if (own.length != bytes.length) {
      return false;
    }
    int rest = own.length * Byte.SIZE - prefix;
    return new BigInteger(1, own)
        .shiftRight(rest)
        .equals(new BigInteger(1, bytes).shiftRight(rest));
  }
}
