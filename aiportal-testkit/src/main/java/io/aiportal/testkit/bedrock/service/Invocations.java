package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.embedding.EmbeddingAnswer;
import io.aiportal.testkit.bedrock.embedding.EmbeddingModels;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.invoke.TextBody;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.response.EventStreamResponses;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * InvokeModel and InvokeModelWithResponseStream: of embedding models, and of the text models whose
 * family has a body that the simulator knows. The rules of Converse are not those of these bodies,
 * so only what a body must have is checked.
 */
final class Invocations {

  private final SimulatorSettings settings;
  private final ModelAccess access;
  private final Quotas quotas;
  private final EmbeddingModels models = EmbeddingModels.load();
  private final EventStreamResponses streams = new EventStreamResponses(new EventFrames());

  Invocations(SimulatorSettings settings, ModelAccess access) {
    this.settings = settings;
    this.access = access;
    this.quotas = settings.quotas();
  }

  SimulatedResponse invoke(Caller caller, JsonNode request, @Nullable Fault fault) {
    String model = access.model(caller, false).id();
    return models.has(model)
        ? embed(caller, model, request, fault)
        : answer(caller, model, request, fault);
  }

  private SimulatedResponse embed(
      Caller caller, String model, JsonNode request, @Nullable Fault fault) {
    Optional<BedrockError> refusal = models.refusal(model, request);
    if (refusal.isPresent()) {
      throw new ServiceException(refusal.get());
    }
    EmbeddingAnswer answer = models.answer(model, request);
    quotas.begin(caller, answer.inputTokens());
    if (fault != null) {
      return JsonResponses.of(answer.body(), Duration.ZERO, fault);
    }
    String tokens = Integer.toString(answer.inputTokens());
    return JsonResponses.of(
        answer.body(),
        Map.of(
            "x-amzn-bedrock-input-token-count", tokens, "x-amzn-bedrock-invocation-latency", "1"));
  }

  private SimulatedResponse answer(
      Caller caller, String model, JsonNode request, @Nullable Fault fault) {
    TextBody body = body(caller, model, request);
    ModelReply reply = reply(caller, model, body.converseRequest(request));
    if (fault != null) {
      return JsonResponses.of(body.whole(reply), Duration.ZERO, fault);
    }
    Usage usage = Objects.requireNonNull(reply.usage());
    return JsonResponses.of(
        body.whole(reply),
        Map.of(
            "x-amzn-bedrock-input-token-count",
            Integer.toString(usage.inputTokens()),
            "x-amzn-bedrock-output-token-count",
            Integer.toString(usage.outputTokens()),
            "x-amzn-bedrock-invocation-latency",
            "1"));
  }

  /** The same answer in chunks, whose content is the family's own. */
  SimulatedResponse stream(Caller caller, JsonNode request) {
    String model = access.model(caller, false).id();
    TextBody body = body(caller, model, request);
    ModelReply reply = reply(caller, model, body.converseRequest(request));
    List<ReplyEvent> chunks = new ArrayList<>();
    for (ReplyEvent event : reply.toStreamEvents()) {
      for (ObjectNode chunk : body.chunks(event, reply)) {
        byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("bytes", Base64.getEncoder().encodeToString(bytes));
        chunks.add(new ReplyEvent("chunk", payload, event.tokens()));
      }
    }
    return streams.of(chunks, Objects.requireNonNull(reply.pace()));
  }

  private static TextBody body(Caller caller, String model, JsonNode request) {
    TextBody body =
        TextBody.of(model)
            .orElseThrow(
                () ->
                    new ServiceException(
                        BedrockError.ofFrontDoor(
                            404,
                            "UnknownOperationException",
                            "The simulator does not know what the bodies of "
                                + caller.calledAs()
                                + " look like; call it through Converse.")));
    for (String member : body.required()) {
      if (!request.has(member)) {
        throw new ServiceException(
            BedrockError.validation(
                "Malformed input request: #: required key ["
                    + member
                    + "] not found, please reformat your input and try again."));
      }
    }
    return body;
  }

  private ModelReply reply(Caller caller, String model, JsonNode converse) {
    int reserved = quotas.begin(caller, model, converse);
    ModelReply reply = settings.replies().answer(model, converse);
    Pace pace = reply.pace() == null ? settings.pace() : reply.pace();
    ModelReply whole = reply.withPace(pace).forRequest(converse);
    quotas.end(caller, model, reserved, whole, pace.untilToken(whole.outputTokens()));
    return whole;
  }
}
