package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.Metadata;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A machine whose calls of its sink are noted. */
abstract class AnswerStreamFixture {

  static final TokenUsage USAGE = new TokenUsage(11, 3, 100, 50);
  static final Metadata METADATA = new Metadata(USAGE, 250);
  static final AnswerShape JSON = AnswerShape.PLAIN.withJson(JsonText.OBJECT_OR_ARRAY);
  static final AnswerShape ANSWER_TOOL = AnswerShape.PLAIN.withAnswerTool("answer");

  final AnswerLog log = new AnswerLog();

  AnswerStream run(AnswerShape shape, ConverseStreamEvent... events) {
    AnswerStream stream = new AnswerStream(shape, log);
    Arrays.stream(events).forEach(stream::onEvent);
    return stream;
  }

  void whole(ContentBlock block) {
    new AnswerStream(AnswerShape.PLAIN, log)
        .onResponse(new ConverseResponse(List.of(block), StopReason.END_TURN, USAGE, 0));
  }

  static Map<String, Object> deep(int depth) {
    Map<String, Object> deep = Map.of();
    for (int i = 1; i < depth; i++) {
      deep = Map.of("a", deep);
    }
    return deep;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
