package io.aiportal.testkit.bedrock.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came over the wire.
 *
 * @param path still percent-encoded
 * @param query still percent-encoded, without the question mark; empty if there is none
 * @param headers by lower-case name, with every value in the order received
 * @param body not copied: it must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ReceivedRequest(
    String method, String path, String query, Map<String, List<String>> headers, byte[] body) {

  /** The first value of a header; null if there is none. */
  public @Nullable String header(String name) {
    List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
    return values == null || values.isEmpty() ? null : values.get(0);
  }
}
