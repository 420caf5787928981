package io.aiportal.ollama.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.util.List;

/**
 * The header that tells a caller what of a request has no effect, or another one than asked for.
 */
final class GatewayWarning {

  static final HttpString NAME = new HttpString("X-Gateway-Warning");

  /** Some proxies refuse a head that has more than 4 KiB altogether. */
  static final int MOST_CHARS = 1_024;

  private GatewayWarning() {}

  /** Sets the header, before the response has begun; none where there is nothing to tell. */
  static void put(HttpServerExchange exchange, List<String> sentences) {
    if (!sentences.isEmpty()) {
      exchange.getResponseHeaders().put(NAME, value(sentences));
    }
  }

  /** The sentences in one line of ASCII; those for which there is no room are counted. */
  static String value(List<String> sentences) {
    StringBuilder value = new StringBuilder();
    int told = 0;
    for (String sentence : sentences) {
      if (told > 0 && value.length() + sentence.length() > MOST_CHARS) {
        return value.append("; and ").append(sentences.size() - told).append(" more").toString();
      }
      value.append(told++ == 0 ? "" : "; ").append(ascii(sentence));
    }
    return value.toString();
  }

  private static String ascii(String sentence) {
    StringBuilder ascii = new StringBuilder(sentence.length());
    int length = Math.min(sentence.length(), MOST_CHARS);
    for (int i = 0; i < length; i++) {
      char c = sentence.charAt(i);
      ascii.append(c >= ' ' && c < 0x7f ? c : '?');
    }
    return ascii.toString();
  }
}
