package io.aiportal.testkit.bedrock.reply;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;

/**
 * One recorded exchange with Bedrock.
 *
 * @param id short and unique
 * @param source where it was taken from
 * @param operation such as {@code converse} or {@code converse-stream}
 * @param model the model id of the URL, decoded
 * @param status of the response
 * @param headers the interesting ones of the response, by lower-case name
 * @param request the body of the request; a missing node when it was not recorded
 * @param response the body of the response; a missing node when the body was binary
 * @param responseBase64 the body of a binary response; empty when it was JSON
 */
public record Recording(
    String id,
    String source,
    String operation,
    String model,
    int status,
    Map<String, String> headers,
    JsonNode request,
    JsonNode response,
    String responseBase64) {

  /** The bytes of a binary response, frames and all; none when the response was JSON. */
  public byte[] responseBytes() {
    return Base64.getDecoder().decode(responseBase64);
  }
}
