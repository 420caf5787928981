package io.aiportal.testkit.bedrock.answer;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the simulator answers to one request.
 *
 * @param contentLength of the whole body, which the steps need not send; null for a chunked body
 * @param isStream whether the report counts it as a stream
 * @param steps taken one after the other, each only once the one before it is done
 */
public record Answer(
    int status,
    Map<String, String> headers,
    @Nullable Integer contentLength,
    boolean isStream,
    Iterator<Step> steps) {

  /** A whole body. */
  static Answer whole(int status, Map<String, String> headers, byte[] body, List<Step> steps) {
    return new Answer(status, headers, body.length, false, steps.iterator());
  }

  /** A chunked body that counts as a stream. */
  static Answer stream(Map<String, String> headers, Iterator<Step> steps) {
    return new Answer(200, headers, null, true, steps);
  }
}
