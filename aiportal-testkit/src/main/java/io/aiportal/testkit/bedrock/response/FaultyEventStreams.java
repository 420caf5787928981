package io.aiportal.testkit.bedrock.response;

import static io.aiportal.testkit.bedrock.response.EventStreamResponses.object;
import static io.aiportal.testkit.bedrock.response.EventStreamResponses.textDelta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Spoils the event stream of a reply as a fault demands. */
public final class FaultyEventStreams {

  /** How many deltas are sent before a fault that comes after "some text". */
  public static final int DELTAS_BEFORE = 3;

  private static final int HUGE = 1 << 20;
  private static final int PRELUDE_CRC = 8;

  private final EventFrames frames;
  private final EventStreamResponses responses;

  /** Makes its frames there. */
  public FaultyEventStreams(EventFrames frames) {
    this.frames = frames;
    this.responses = new EventStreamResponses(frames);
  }

  /** The events of a reply, spoilt. Faults of the reply itself leave them as they are. */
  public SimulatedResponse of(List<ReplyEvent> events, Pace pace, Fault fault) {
    return switch (fault) {
      case THROTTLED,
          THROTTLED_RETRY_AFTER,
          ACCESS_DENIED,
          MODEL_NOT_READY,
          QUOTA_EXCEEDED,
          MODEL_TIMEOUT,
          MODEL_ERROR,
          INTERNAL_ERROR,
          SERVICE_UNAVAILABLE,
          VALIDATION,
          MODEL_END_OF_LIFE,
          MODEL_LEGACY,
          UNSUPPORTED_COUNTRY,
          EXPIRED_TOKEN ->
          JsonResponses.of(fault.error().orElseThrow());
      case NOT_JSON_ERROR -> JsonResponses.ofProxyError();
      case SLOW_FIRST_TOKEN -> responses.of(events, slow(pace));
      case STALL -> begun(events, pace, new ResponseStep.Silence());
      case STALL_BEFORE_HEADERS -> response(new ResponseStep.Silence());
      case STALL_BEFORE_FIRST_EVENT ->
          response(new ResponseStep.Head(), new ResponseStep.Silence());
      case RESET -> begun(events, pace, new ResponseStep.Reset());
      case RESET_BEFORE_HEADERS -> response(new ResponseStep.Reset());
      case CUT_BETWEEN_FRAMES -> begun(events, pace, new ResponseStep.Cut());
      case CUT_MID_FRAME -> begun(events, pace, halfFrame(), new ResponseStep.Cut());
      case CLEAN_END_MID_FRAME -> begun(events, pace, halfFrame());
      case END_WITHOUT_MESSAGE_STOP -> without(events, pace, "messageStop", "metadata");
      case NO_METADATA -> without(events, pace, "metadata");
      case EMPTY_STREAM -> response(new ResponseStep.Head());
      case DRIPPING_BYTES -> dripping(events, pace);
      case EXCEPTION_FIRST -> response(throttling());
      case EXCEPTION_MID_STREAM -> begun(events, pace, throttling());
      case MODEL_STREAM_ERROR_MID_STREAM -> begun(events, pace, modelStreamError());
      case INTERNAL_ERROR_MID_STREAM ->
          begun(events, pace, exception("internalServerException", Fault.INTERNAL_ERROR));
      case SERVICE_UNAVAILABLE_MID_STREAM ->
          begun(events, pace, exception("serviceUnavailableException", Fault.SERVICE_UNAVAILABLE));
      case VALIDATION_MID_STREAM ->
          begun(events, pace, exception("validationException", Fault.VALIDATION));
      case BAD_PRELUDE_CRC -> inserted(events, pace, corrupt(PRELUDE_CRC));
      case BAD_MESSAGE_CRC -> inserted(events, pace, corrupt(-1));
      case MALFORMED_PAYLOAD -> inserted(events, pace, malformed());
      case UNKNOWN_EVENTS -> inserted(events, pace, unknown());
      case HUGE_FRAME -> inserted(events, pace, delta("x".repeat(HUGE)));
      case TRUNCATED_TOOL_INPUT,
          MALFORMED_TOOL_USE,
          GUARDRAIL,
          TOOL_CALL_AS_TEXT,
          INLINE_THINKING,
          STOPS_IGNORED,
          FORCED_TOOL_IGNORED ->
          responses.of(events, pace);
    };
  }

  private static SimulatedResponse response(ResponseStep... steps) {
    return EventStreamResponses.response(List.of(steps));
  }

  /** The reply up to its third delta, then these steps. */
  private SimulatedResponse begun(List<ReplyEvent> events, Pace pace, ResponseStep... then) {
    List<ResponseStep> steps = responses.steps(beginning(events), pace);
    steps.addAll(List.of(then));
    return EventStreamResponses.response(steps);
  }

  /** The reply with steps after its third delta. */
  private SimulatedResponse inserted(List<ReplyEvent> events, Pace pace, ResponseStep... inserted) {
    List<ReplyEvent> beginning = beginning(events);
    List<ResponseStep> steps = responses.steps(beginning, pace);
    steps.addAll(List.of(inserted));
    List<ReplyEvent> rest = events.subList(beginning.size(), events.size());
    steps.addAll(responses.steps(rest, new Pace(Duration.ZERO, pace.tokensPerSecond())));
    return EventStreamResponses.response(steps);
  }

  private SimulatedResponse without(List<ReplyEvent> events, Pace pace, String... types) {
    Predicate<ReplyEvent> left = event -> !List.of(types).contains(event.type());
    return responses.of(events.stream().filter(left).toList(), pace);
  }

  private SimulatedResponse dripping(List<ReplyEvent> events, Pace pace) {
    List<ResponseStep> steps = new ArrayList<>();
    for (ResponseStep step : responses.steps(events, pace)) {
      steps.addAll(
          step instanceof ResponseStep.Send send
              ? JsonResponses.oneByOne(send.bytes())
              : List.of(step));
    }
    return EventStreamResponses.response(steps);
  }

  private static List<ReplyEvent> beginning(List<ReplyEvent> events) {
    int deltas = 0;
    for (int i = 0; i < events.size(); i++) {
      if (isDelta(events.get(i)) && ++deltas == DELTAS_BEFORE) {
        return events.subList(0, i + 1);
      }
      // A short reply: what comes next must still hit it before its end.
      if (events.get(i).type().equals("contentBlockStop")) {
        return events.subList(0, i);
      }
    }
    // So it must in chunks of InvokeModel, of which the last ones carry no output.
    int end = events.size();
    while (end > 0 && events.get(end - 1).type().equals("chunk") && !isDelta(events.get(end - 1))) {
      end--;
    }
    return events.subList(0, end);
  }

  private static boolean isDelta(ReplyEvent event) {
    return event.type().equals("contentBlockDelta")
        || (event.type().equals("chunk") && event.tokens() > 0);
  }

  private static Pace slow(Pace pace) {
    return new Pace(Duration.ofSeconds(Fault.SLOW_FIRST_TOKEN_SECONDS), pace.tokensPerSecond());
  }

  private ResponseStep.Send delta(String text) {
    return responses.send("contentBlockDelta", textDelta(text));
  }

  private ResponseStep halfFrame() {
    byte[] frame = delta("This frame is cut in its middle.").bytes();
    return new ResponseStep.Send(Arrays.copyOf(frame, frame.length / 2));
  }

  /** A frame with one changed byte; a negative index counts from the end. */
  private ResponseStep corrupt(int index) {
    byte[] frame = delta("This frame is damaged.").bytes().clone();
    frame[index < 0 ? frame.length + index : index] ^= 0x55;
    return new ResponseStep.Send(frame);
  }

  private ResponseStep malformed() {
    byte[] json =
        "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"bro".getBytes(StandardCharsets.UTF_8);
    return new ResponseStep.Send(frames.rawEvent("contentBlockDelta", json));
  }

  private ResponseStep[] unknown() {
    ObjectNode knownEvent = object().put("contentBlockIndex", 0);
    knownEvent.putObject("delta").putObject("hologram").put("scene", "unknown");
    ObjectNode knownDelta = textDelta(" known ");
    knownDelta.put("confidence", 0.5).putObject("provenance").put("kind", "unknown");
    return new ResponseStep[] {
      responses.send("progressUpdate", object().put("percent", 50)),
      responses.send("contentBlockDelta", knownEvent),
      responses.send("contentBlockDelta", knownDelta)
    };
  }

  private ResponseStep throttling() {
    return exception("throttlingException", Fault.THROTTLED);
  }

  private ResponseStep modelStreamError() {
    ObjectNode payload = object().put("message", message(Fault.MODEL_ERROR));
    payload.put("originalStatusCode", 500).put("originalMessage", "The model has failed.");
    return new ResponseStep.Send(frames.exception("modelStreamErrorException", payload));
  }

  private ResponseStep exception(String type, Fault like) {
    return new ResponseStep.Send(frames.exception(type, object().put("message", message(like))));
  }

  private static String message(Fault fault) {
    return fault.error().orElseThrow().message();
  }
}
