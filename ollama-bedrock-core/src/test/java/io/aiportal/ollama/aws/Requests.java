package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import java.util.List;

/** Requests that tests of answers make. */
final class Requests {

  static final ConverseRequest HELLO = saying(new ContentBlock.Text("Hello"));

  private Requests() {}

  static ConverseRequest saying(ContentBlock... content) {
    return ConverseRequest.of(
        "amazon.nova-lite-v1:0",
        List.of(new ConverseMessage(ConversationRole.USER, List.of(content))));
  }
}
