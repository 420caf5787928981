package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.bedrock.ConverseRequest;
import java.util.List;
import java.util.Map;

/**
 * What Bedrock is asked for a call, and how its answer is read.
 *
 * @param request what to ask
 * @param streaming whether the model can stream this; otherwise the answer comes whole
 * @param answer how the answer must be read
 * @param warnings what of the call has no effect with this model, a sentence each; empty for
 *     nothing
 */
public record Plan(
    ConverseRequest request, boolean streaming, AnswerShape answer, List<String> warnings) {

  public Plan {
    warnings = List.copyOf(warnings);
  }

  /** This plan with what Bedrock's invocation logs should say of the call. */
  public Plan withRequestMetadata(Map<String, String> metadata) {
    return metadata.isEmpty()
        ? this
        : new Plan(request.withRequestMetadata(metadata), streaming, answer, warnings);
  }
}
