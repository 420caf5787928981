package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.reply.ModelReply;

/** Makes the replies for which no script was set. Must be safe for several threads. */
@FunctionalInterface
public interface Replies {

  /**
   * The reply to a request.
   *
   * @param modelId of the model itself, never of a profile
   * @param request the body of Converse or ConverseStream
   */
  ModelReply answer(String modelId, JsonNode request);
}
