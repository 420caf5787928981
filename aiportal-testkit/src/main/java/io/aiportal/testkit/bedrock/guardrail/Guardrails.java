package io.aiportal.testkit.bedrock.guardrail;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.List;
import java.util.Optional;

/** All guardrails that there are. */
public final class Guardrails {

  private final List<Guardrail> known;

  /** These and no others. */
  public Guardrails(List<Guardrail> known) {
    this.known = List.copyOf(known);
  }

  /** Why a call that names a guardrail is refused; empty if it names a known one, or none. */
  public Optional<BedrockError> refusal(GuardrailChoice choice) {
    return choice.isNone() || named(choice).isPresent()
        ? Optional.empty()
        : Optional.of(
            BedrockError.validation(
                "The guardrail identifier or version provided in the request does not exist."));
  }

  /** What a guardrail says instead of asking a model, where the question must not pass. */
  public Optional<ModelReply> instead(GuardrailChoice choice, JsonNode request) {
    return named(choice)
        .filter(guardrail -> guardrail.withholds(asked(request)))
        .map(Guardrails::intervened);
  }

  /** A reply as it leaves the guardrail. */
  public ModelReply guarded(GuardrailChoice choice, ModelReply reply) {
    return named(choice)
        .filter(guardrail -> guardrail.withholds(said(reply)))
        .map(Guardrails::intervened)
        .orElse(reply);
  }

  private Optional<Guardrail> named(GuardrailChoice choice) {
    return known.stream()
        .filter(guardrail -> choice.means(guardrail.id()) && guardrail.has(choice.version()))
        .findFirst();
  }

  private static ModelReply intervened(Guardrail guardrail) {
    return ModelReply.text(guardrail.message()).withStopReason("guardrail_intervened");
  }

  private static String asked(JsonNode request) {
    JsonNode messages = request.path("messages");
    StringBuilder asked = new StringBuilder();
    for (JsonNode block : messages.path(messages.size() - 1).path("content")) {
      asked.append(block.path("text").asText()).append('\n');
      asked.append(block.at("/guardContent/text/text").asText()).append('\n');
    }
    return asked.toString();
  }

  private static String said(ModelReply reply) {
    StringBuilder said = new StringBuilder();
    for (Block block : reply.blocks()) {
      if (block instanceof Block.Text text) {
        said.append(text.text()).append('\n');
      }
    }
    return said.toString();
  }
}
