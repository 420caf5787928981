package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import java.util.List;
import java.util.Map;

/** Requests that tests of answers make. */
final class Requests {

  static final ConverseRequest HELLO = saying(new ContentBlock.Text("Hello"));

  private Requests() {}

  static ConverseRequest saying(ContentBlock... content) {
    return new ConverseRequest(
        "amazon.nova-lite-v1:0",
        List.of(new ConverseMessage(ConversationRole.USER, List.of(content))),
        List.of(),
        InferenceConfiguration.NONE,
        null,
        Map.of(),
        List.of(),
        Map.of(),
        null);
  }
}
