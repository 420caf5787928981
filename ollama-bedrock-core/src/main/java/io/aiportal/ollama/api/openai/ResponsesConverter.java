package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ContextPolicy;
import io.aiportal.ollama.chat.Turn;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a request of {@code /v1/responses} into a call. */
final class ResponsesConverter {

  private ResponsesConverter() {}

  /**
   * The call that a request asks for; null where nothing is said to the model.
   *
   * @throws CallException 400, if the request makes no sense
   */
  static @Nullable ChatCall convert(ResponsesRequest request) {
    List<Turn> turns = new ArrayList<>();
    if (!request.instructions().isEmpty()) {
      turns.add(Turn.system(request.instructions()));
    }
    turns.addAll(ResponseItems.turns(request.input()));
    OpenAiToolChoice tools =
        OpenAiToolChoice.of(request.tools(), request.leftOut().tools(), request.toolChoice());
    return turns.isEmpty()
        ? null
        : request
            .limits()
            .call(request.model())
            .contextPolicy(
                "auto".equals(request.echo().get("truncation"))
                    ? ContextPolicy.DEFAULT
                    : ContextPolicy.WHOLE)
            .turns(turns)
            .tools(tools.tools())
            .toolChoice(tools.usage())
            .parallelToolCalls(request.parallelToolCalls())
            .outputFormat(request.format())
            .reasoning(request.thinking().reasoning())
            .build();
  }
}
