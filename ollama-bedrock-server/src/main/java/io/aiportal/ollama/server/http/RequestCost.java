package io.aiportal.ollama.server.http;

/**
 * What it takes in memory to answer a request, guessed from its bytes before they are read as JSON.
 *
 * <p>Large texts and images are held a few times over, on their way to Bedrock. Many small values
 * are worse: an empty object of two bytes becomes a map. So what opens or parts values is counted.
 */
final class RequestCost {

  /** How often a byte of a text or an image is in memory at once, in one form or another. */
  static final int COPIES = 5;

  /** What a value becomes that stands between two commas, brackets or braces. */
  static final int BYTES_A_VALUE = 160;

  private RequestCost() {}

  /** The bytes of memory that this body costs, its own among them. */
  static long of(byte[] body) {
    long values = 0;
    for (byte b : body) {
      if (b == ',' || b == '{' || b == '[') {
        values++;
      }
    }
    return (long) COPIES * body.length + BYTES_A_VALUE * values;
  }
}
