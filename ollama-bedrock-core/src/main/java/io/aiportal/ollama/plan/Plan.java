package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerShape;
import io.aiportal.ollama.answer.InvalidAnswer;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Bedrock is asked for a call, and how its answer is read.
 *
 * @param request what to ask
 * @param streaming whether the model can stream this; otherwise the answer comes whole
 * @param answer how the answer must be read
 * @param warnings what of the call has no effect with this model, a sentence each; empty for
 *     nothing
 * @param model the model whose rules were followed; null for a plan that nobody made by rules
 */
public record Plan(
    ConverseRequest request,
    boolean streaming,
    AnswerShape answer,
    List<String> warnings,
    @Nullable Model model) {

  /** Nothing that a model is asked. */
  public static final Plan NONE =
      new Plan(ConverseRequest.of("", List.of()), false, AnswerShape.PLAIN, List.of(), null);

  public Plan {
    warnings = List.copyOf(warnings);
  }

  /** Whether another plan asks Bedrock for the very same. */
  public boolean asksTheSameAs(Plan other) {
    return streaming == other.streaming && request.equals(other.request);
  }

  /** Whether the model must call one of the caller's tools, and cannot answer otherwise. */
  public boolean forcesCall() {
    ToolConfiguration tools = request.toolConfig();
    return tools != null
        && answer.answerTool() == null
        && (tools.toolChoice() instanceof ToolChoice.Any
            || tools.toolChoice() instanceof ToolChoice.Tool);
  }

  /** This plan with what Bedrock's invocation logs should say of the call. */
  public Plan withRequestMetadata(Map<String, String> metadata) {
    return metadata.isEmpty()
        ? this
        : new Plan(request.withRequestMetadata(metadata), streaming, answer, warnings, model);
  }

  /**
   * This plan with a guardrail in place of the model's own.
   *
   * @param guardrail its id or ARN, a colon and a version; null for the model's own
   */
  public Plan withGuardrail(@Nullable String guardrail) {
    return guardrail == null ? this : guardedBy(ServicePlan.guardrail(guardrail));
  }

  private Plan guardedBy(ServiceOptions.@Nullable Guardrail guardrail) {
    return new Plan(
        request.withService(request.service().withGuardrail(guardrail)),
        streaming,
        answer,
        warnings,
        model);
  }

  /** This plan with all that the call itself says beside what is asked, as another plan has it. */
  public Plan inPlaceOf(Plan other) {
    return guardedBy(other.request.service().guardrail())
        .withRequestMetadata(other.request.requestMetadata());
  }

  /** This plan, with a further sentence for the caller. */
  public Plan withWarning(String sentence) {
    List<String> more = new ArrayList<>(warnings);
    more.add(sentence);
    return new Plan(request, streaming, answer, more, model);
  }

  /** This plan behind an answer that was invalid: the model is shown it, and told what is wrong. */
  public Plan after(InvalidAnswer invalid) {
    return new Plan(
        request.withMessages(AnswerRepair.messages(request.messages(), invalid)),
        streaming,
        answer,
        warnings,
        model);
  }
}
