package io.aiportal.ollama.bedrock;

import io.aiportal.ollama.bedrock.BedrockException.Kind;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Tells the failures that came before anything of a request was sent, and says what failed. */
public final class ConnectFailures {

  private ConnectFailures() {}

  /** The failure, if nothing was sent; null where something may have been. */
  public static @Nullable BedrockException of(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String sentence = sentence(t);
      if (sentence != null) {
        return new BedrockException(Kind.CONNECT, sentence, failure);
      }
    }
    return null;
  }

  private static @Nullable String sentence(Throwable t) {
    String message = t.getMessage() == null ? "" : t.getMessage();
    if (t instanceof UnknownHostException) {
      return "the host " + upTo(":", message) + " could not be found";
    }
    if (t instanceof ConnectException || t instanceof NoRouteToHostException) {
      return refused(message);
    }
    if (t instanceof SSLHandshakeException) {
      return "no TLS connection could be agreed on: " + message;
    }
    if (message.contains("Could not connect to proxy")) {
      return "the proxy refused the connection";
    }
    return isFullPool(message) ? "no connection was free in time" : null;
  }

  /** The HTTP client has no exception of its own for a pool that is full, or stuck. */
  private static boolean isFullPool(String message) {
    return message.contains("Acquire operation took longer")
        || message.contains("Maximum pending connection acquisitions exceeded");
  }

  /** Such as {@code connection timed out after 5000 ms: host.example/10.0.0.1:443}. */
  private static String refused(String message) {
    int colon = message.indexOf(": ");
    if (colon < 0) {
      return "could not connect" + (message.isEmpty() ? "" : ": " + message);
    }
    String reason = message.substring(0, colon);
    return "could not connect to " + host(message.substring(colon + 2)) + ": " + reason;
  }

  /** An address as Java writes it, {@code name/number:port}, without what nobody needs. */
  private static String host(String address) {
    int slash = address.indexOf('/');
    if (slash <= 0) {
      return address.substring(slash + 1);
    }
    int port = address.lastIndexOf(':');
    return address.substring(0, slash) + (port > slash ? address.substring(port) : "");
  }

  private static String upTo(String end, String text) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}
