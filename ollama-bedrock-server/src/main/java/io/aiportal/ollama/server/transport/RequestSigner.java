package io.aiportal.ollama.server.transport;

import java.time.Instant;
import java.util.Map;

/** Signs requests to Bedrock with the credentials of one account. */
public interface RequestSigner {

  /**
   * Signs a POST of JSON; never waits.
   *
   * @param path the request's path, encoded as it is sent
   * @param body the request's body
   * @return the headers that prove who asks, {@code Host} among them
   * @throws io.aiportal.ollama.bedrock.BedrockException if there is nothing to sign with
   */
  Map<String, String> sign(String path, byte[] body);

  /**
   * Bedrock refused a signature because of its time.
   *
   * @param now what Bedrock's own clock said
   */
  void clockDiffers(Instant now);
}
