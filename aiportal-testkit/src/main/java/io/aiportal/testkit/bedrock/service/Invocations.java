package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.embedding.EmbeddingAnswer;
import io.aiportal.testkit.bedrock.embedding.EmbeddingModels;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.guardrail.GuardrailChoice;
import io.aiportal.testkit.bedrock.invoke.BodySchema;
import io.aiportal.testkit.bedrock.invoke.TextBody;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import io.aiportal.testkit.bedrock.reply.Usage;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.response.EventStreamResponses;
import io.aiportal.testkit.bedrock.response.FaultyEventStreams;
import io.aiportal.testkit.bedrock.response.JsonResponses;
import io.aiportal.testkit.bedrock.response.SimulatedResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * InvokeModel and InvokeModelWithResponseStream: of embedding models, and of the text models whose
 * family has a body that the simulator knows. The rules of Converse are not those of these bodies:
 * each has a schema of its own.
 */
final class Invocations {

  private static final String GUARDRAIL_ID = "x-amzn-bedrock-guardrailidentifier";
  private static final String GUARDRAIL_VERSION = "x-amzn-bedrock-guardrailversion";

  private final Script script;
  private final ModelAccess access;
  private final Quotas quotas;
  private final Answers answers;
  private final EmbeddingModels models = EmbeddingModels.load();
  private final EventStreamResponses streams;
  private final FaultyEventStreams faultyStreams;

  Invocations(SimulatorSettings settings, Script script, ModelAccess access) {
    this.script = script;
    this.access = access;
    this.quotas = settings.quotas();
    this.answers = new Answers(settings);
    EventFrames frames = new EventFrames();
    this.streams = new EventStreamResponses(frames);
    this.faultyStreams = new FaultyEventStreams(frames);
  }

  SimulatedResponse invoke(
      Caller caller, ReportedRequest asked, JsonNode request, @Nullable Fault fault) {
    String model = access.model(caller, script.hasAnswer(false, asked)).id();
    return models.has(model)
        ? embed(caller, model, request, fault)
        : answer(caller, model, asked, request, fault);
  }

  private SimulatedResponse embed(
      Caller caller, String model, JsonNode request, @Nullable Fault fault) {
    models.refusal(model, request).ifPresent(ServiceException::fail);
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
      Caller caller, String model, ReportedRequest asked, JsonNode request, @Nullable Fault fault) {
    TextBody body = body(caller, model, request);
    ModelReply reply = reply(caller, model, asked, body.converseRequest(request), fault);
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
  SimulatedResponse stream(
      Caller caller, ReportedRequest asked, JsonNode request, @Nullable Fault fault) {
    String model = access.model(caller, script.hasAnswer(false, asked)).id();
    TextBody body = body(caller, model, request);
    ModelReply reply = reply(caller, model, asked, body.converseRequest(request), fault);
    List<ReplyEvent> chunks = chunks(body, reply, fault);
    Pace pace = Objects.requireNonNull(reply.pace());
    return fault == null ? streams.of(chunks, pace) : faultyStreams.of(chunks, pace, fault);
  }

  private static List<ReplyEvent> chunks(TextBody body, ModelReply reply, @Nullable Fault fault) {
    List<ReplyEvent> chunks = new ArrayList<>();
    for (ReplyEvent event : reply.toStreamEvents()) {
      boolean end = event.type().equals("messageStop");
      if (fault == Fault.END_WITHOUT_MESSAGE_STOP && end) {
        break;
      }
      for (ObjectNode chunk : body.chunks(event, reply)) {
        byte[] bytes = chunk.toString().getBytes(StandardCharsets.UTF_8);
        ObjectNode payload = JsonNodeFactory.instance.objectNode();
        payload.put("bytes", Base64.getEncoder().encodeToString(bytes));
        chunks.add(new ReplyEvent("chunk", payload, event.tokens()));
      }
    }
    if (fault == Fault.NO_METADATA) {
      chunks.remove(chunks.size() - 1);
    }
    return chunks;
  }

  private static TextBody body(Caller caller, String model, JsonNode request) {
    TextBody body =
        TextBody.of(model, request)
            .orElseThrow(
                () ->
                    new ServiceException(
                        BedrockError.ofFrontDoor(
                            404,
                            "UnknownOperationException",
                            "The simulator does not know what the bodies of "
                                + caller.calledAs()
                                + " look like; call it through Converse.")));
    BodySchema.violation(request, body.schema())
        .map(
            what ->
                BedrockError.validation(
                    "Malformed input request: "
                        + what
                        + ", please reformat your input and try again."))
        .ifPresent(ServiceException::fail);
    return body;
  }

  private ModelReply reply(
      Caller caller,
      String model,
      ReportedRequest asked,
      JsonNode converse,
      @Nullable Fault fault) {
    GuardrailChoice guardrail = guardrail(caller, asked);
    answers.check(guardrail);
    int reserved = quotas.begin(caller, model, converse);
    ModelReply whole = answers.to(converse, model, guardrail, script.nextReply(asked), fault);
    Pace pace = Objects.requireNonNull(whole.pace());
    quotas.end(caller, model, reserved, whole, pace.untilToken(whole.outputTokens()));
    return whole;
  }

  private static GuardrailChoice guardrail(Caller caller, ReportedRequest asked) {
    return GuardrailChoice.of(
        header(asked, GUARDRAIL_ID),
        header(asked, GUARDRAIL_VERSION),
        caller.region(),
        caller.account());
  }

  private static String header(ReportedRequest asked, String name) {
    return String.join("", asked.headers().getOrDefault(name, List.of()));
  }
}
