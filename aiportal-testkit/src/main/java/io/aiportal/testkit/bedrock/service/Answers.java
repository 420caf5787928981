package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.GuardrailChoice;
import io.aiportal.testkit.bedrock.guardrail.Guardrails;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model says to a request, by whatever operation it is asked. */
final class Answers {

  private final SimulatorSettings settings;
  private final Guardrails guardrails;

  Answers(SimulatorSettings settings) {
    this.settings = settings;
    this.guardrails = settings.guardrails();
  }

  /**
   * Makes sure that there is the guardrail that a call names.
   *
   * @throws ServiceException if there is not
   */
  void check(GuardrailChoice guardrail) {
    guardrails.refusal(guardrail).ifPresent(ServiceException::fail);
  }

  /**
   * The reply, with its pace and usage: a scripted one, else what the guardrail says in place of
   * the model, else what it lets through of the model's.
   *
   * @param request as Converse has it
   */
  ModelReply to(
      JsonNode request,
      String model,
      GuardrailChoice guardrail,
      Optional<ModelReply> scripted,
      @Nullable Fault fault) {
    JsonNode read = fault == null ? request : FaultyReplies.read(request, fault);
    ModelReply reply =
        scripted
            .or(() -> guardrails.instead(guardrail, request))
            .orElseGet(() -> guardrails.guarded(guardrail, settings.replies().answer(model, read)));
    if (fault != null) {
      reply = FaultyReplies.of(reply, request, fault);
    }
    return (reply.pace() == null ? reply.withPace(settings.pace()) : reply).forRequest(request);
  }
}
