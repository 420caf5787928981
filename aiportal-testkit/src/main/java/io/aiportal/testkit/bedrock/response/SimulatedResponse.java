package io.aiportal.testkit.bedrock.response;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP response to one request: status, headers and the steps that send its body.
 *
 * @param contentLength of the whole body, which the steps need not send; null for a chunked body
 * @param isStream whether the report counts it as a stream
 * @param steps taken one after the other, each only once the one before it is done
 */
public record SimulatedResponse(
    int status,
    Map<String, String> headers,
    @Nullable Integer contentLength,
    boolean isStream,
    Iterator<ResponseStep> steps) {

  /** A whole body. */
  static SimulatedResponse whole(
      int status, Map<String, String> headers, byte[] body, List<ResponseStep> steps) {
    return new SimulatedResponse(status, headers, body.length, false, steps.iterator());
  }

  /** A chunked body that counts as a stream. */
  static SimulatedResponse stream(Map<String, String> headers, Iterator<ResponseStep> steps) {
    return new SimulatedResponse(200, headers, null, true, steps);
  }
}
