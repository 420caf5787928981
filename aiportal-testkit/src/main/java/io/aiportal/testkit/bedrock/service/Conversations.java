package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.GuardrailChoice;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.TokenEstimate;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.response.EventStreamResponses;
import io.aiportal.testkit.bedrock.response.FaultyEventStreams;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import io.aiportal.testkit.bedrock.rules.ModelCall;
import io.aiportal.testkit.bedrock.validation.ServiceModel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Converse, ConverseStream and CountTokens. */
final class Conversations {

  private final SimulatorSettings settings;
  private final Script script;
  private final ModelAccess access;
  private final Quotas quotas;
  private final Answers answers;
  private final ServiceModel serviceModel = ServiceModel.bedrockRuntime();
  private final EventStreamResponses streams;
  private final FaultyEventStreams faultyStreams;

  Conversations(SimulatorSettings settings, Script script, ModelAccess access) {
    this.settings = settings;
    this.script = script;
    this.access = access;
    this.quotas = settings.quotas();
    this.answers = new Answers(settings);
    EventFrames frames = new EventFrames();
    this.streams = new EventStreamResponses(frames);
    this.faultyStreams = new FaultyEventStreams(frames);
  }

  SimulatedResponse converse(
      Caller caller, ReportedRequest asked, JsonNode request, @Nullable Fault fault) {
    boolean scripted = script.hasAnswer(false, asked);
    String model = checked("ConverseRequest", caller, request, false, scripted);
    int reserved = quotas.begin(caller, model, request);
    JsonNode played = script.nextBody(asked);
    if (played != null) {
      return JsonResponses.of(played, Duration.ZERO, fault);
    }
    ModelReply reply =
        answers.to(request, model, guardrail(caller, request), script.nextReply(asked), fault);
    Pace pace = Objects.requireNonNull(reply.pace());
    Duration latency = pace.untilToken(reply.outputTokens());
    quotas.end(caller, model, reserved, reply, latency);
    return JsonResponses.of(reply.toConverseResponse(), latency, fault);
  }

  SimulatedResponse stream(
      Caller caller, ReportedRequest asked, JsonNode request, @Nullable Fault fault) {
    boolean answered = script.hasAnswer(true, asked);
    String model = checked("ConverseStreamRequest", caller, request, true, answered);
    int reserved = quotas.begin(caller, model, request);
    SimulatorModelId simulated = SimulatorModelId.of(model);
    if (simulated.chunks() > 0) {
      return streams.ofChunks(simulated.chunks(), simulated.every());
    }
    Optional<ModelReply> scripted = Optional.empty();
    Script.Entry entry = script.nextEntry(asked);
    if (entry instanceof Script.Entry.OfBytes bytes) {
      return EventStreamResponses.ofBytes(bytes.stream(), bytes.pieceSize());
    } else if (entry instanceof Script.Entry.OfReply ofReply) {
      scripted = Optional.of(ofReply.reply());
    }
    ModelReply reply = answers.to(request, model, guardrail(caller, request), scripted, fault);
    Pace pace = Objects.requireNonNull(reply.pace());
    quotas.end(caller, model, reserved, reply, pace.untilToken(reply.outputTokens()));
    return fault == null
        ? streams.of(reply.toStreamEvents(), pace)
        : faultyStreams.of(reply.toStreamEvents(), pace, fault);
  }

  SimulatedResponse countTokens(Caller caller, JsonNode request, @Nullable Fault fault) {
    String model = access.countedModel(caller).id();
    serviceModel.check("CountTokensRequest", request).ifPresent(ServiceException::fail);
    ModelCall call = new ModelCall(caller.calledAs(), model, caller.region(), false);
    settings.rules().countViolation(call).ifPresent(ServiceException::fail);
    JsonNode input = request.get("input");
    int tokens =
        input.has("converse")
            ? TokenEstimate.ofRequest(input.get("converse"))
            : TokenEstimate.of(input.path("invokeModel").path("body").asText());
    JsonNode body = JsonNodeFactory.instance.objectNode().put("inputTokens", tokens);
    return JsonResponses.of(body, Duration.ZERO, fault);
  }

  /** The id of the model itself, once everything about the request is fine. */
  private String checked(
      String shape, Caller caller, JsonNode request, boolean streaming, boolean scripted) {
    String model = access.model(caller, scripted).id();
    serviceModel.check(shape, request).ifPresent(ServiceException::fail);
    answers.check(guardrail(caller, request));
    ModelCall call = new ModelCall(caller.calledAs(), model, caller.region(), streaming);
    settings.rules().violation(call, request).ifPresent(ServiceException::fail);
    return model;
  }

  private static GuardrailChoice guardrail(Caller caller, JsonNode request) {
    return GuardrailChoice.ofConverse(request, caller.region(), caller.account());
  }
}
