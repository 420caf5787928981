package io.aiportal.testkit.bedrock.response;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aiportal.testkit.bedrock.eventstream.EventFrames;
import io.aiportal.testkit.bedrock.reply.Pace;
import io.aiportal.testkit.bedrock.reply.ReplyEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes responses whose body is an event stream. */
public final class EventStreamResponses {

  private static final Map<String, String> EVENT_STREAM =
      Map.of("Content-Type", "application/vnd.amazon.eventstream");

  private final EventFrames frames;

  /** Makes its frames there. */
  public EventStreamResponses(EventFrames frames) {
    this.frames = frames;
  }

  /** The events of a reply at their pace. */
  public SimulatedResponse of(List<ReplyEvent> events, Pace pace) {
    return response(steps(events, pace));
  }

  /** Steps that some fault has made. */
  static SimulatedResponse response(List<ResponseStep> steps) {
    return SimulatedResponse.stream(EVENT_STREAM, steps.iterator());
  }

  /**
   * Bytes as they are, in pieces.
   *
   * @param pieceSize the length of each piece but the last
   */
  public static SimulatedResponse ofBytes(byte[] stream, int pieceSize) {
    List<ResponseStep> steps = new ArrayList<>();
    for (int from = 0; from < stream.length; from += pieceSize) {
      int to = Math.min(stream.length, from + pieceSize);
      steps.add(new ResponseStep.Send(Arrays.copyOfRange(stream, from, to)));
    }
    return response(steps);
  }

  /** So many equal text chunks, made only as they are sent, with a time between them. */
  public SimulatedResponse ofChunks(int count, Duration every) {
    byte[] chunk = event("contentBlockDelta", textDelta("chunk "));
    ObjectNode usage = JsonNodeFactory.instance.objectNode();
    usage.putObject("metrics").put("latencyMs", every.multipliedBy(count).toMillis());
    ObjectNode tokens = usage.putObject("usage").put("inputTokens", 1);
    tokens.put("outputTokens", count).put("totalTokens", count + 1);
    Stream<ResponseStep> start = Stream.of(send("messageStart", object().put("role", "assistant")));
    Stream<ResponseStep> chunks =
        IntStream.range(0, count)
            .boxed()
            .flatMap(i -> Stream.of(new ResponseStep.Pause(every), new ResponseStep.Send(chunk)));
    Stream<ResponseStep> end =
        Stream.of(
            send("contentBlockStop", object().put("contentBlockIndex", 0)),
            send("messageStop", object().put("stopReason", "end_turn")),
            send("metadata", usage));
    Iterator<ResponseStep> steps = Stream.concat(Stream.concat(start, chunks), end).iterator();
    return SimulatedResponse.stream(EVENT_STREAM, steps);
  }

  /** The steps of a reply's events: the first delta waits for the first token. */
  List<ResponseStep> steps(List<ReplyEvent> events, Pace pace) {
    List<ResponseStep> steps = new ArrayList<>();
    boolean begun = false;
    for (ReplyEvent event : events) {
      Duration wait = begun ? pace.between(event.tokens()) : pace.firstToken();
      if (!event.type().equals("messageStart") && !wait.isZero()) {
        steps.add(new ResponseStep.Pause(wait));
      }
      begun |= !event.type().equals("messageStart");
      steps.add(send(event.type(), event.payload()));
    }
    return steps;
  }

  ResponseStep.Send send(String type, ObjectNode payload) {
    return new ResponseStep.Send(event(type, payload));
  }

  private byte[] event(String type, ObjectNode payload) {
    return frames.event(type, payload);
  }

  static ObjectNode textDelta(String text) {
    ObjectNode delta = object().put("contentBlockIndex", 0);
    delta.putObject("delta").put("text", text);
    return delta;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
