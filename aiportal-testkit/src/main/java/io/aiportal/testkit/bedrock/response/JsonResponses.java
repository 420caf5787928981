package io.aiportal.testkit.bedrock.response;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.aiportal.testkit.bedrock.fault.BedrockError;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes responses whose body is one JSON document, whole or spoilt by a fault. */
public final class JsonResponses {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final byte[] PROXY_ERROR =
      utf8(
          """
          <html>
          <head><title>502 Bad Gateway</title></head>
          <body><h1>502 Bad Gateway</h1></body>
          </html>
          """);

  private JsonResponses() {}

  /** A document, after a while. */
  public static SimulatedResponse of(JsonNode body, Duration after) {
    byte[] bytes = utf8(body.toString());
    return SimulatedResponse.whole(200, JSON, bytes, sent(bytes, after));
  }

  /** A document with more headers than its type. */
  public static SimulatedResponse of(JsonNode body, Map<String, String> headers) {
    byte[] bytes = utf8(body.toString());
    Map<String, String> all = new HashMap<>(JSON);
    all.putAll(headers);
    return SimulatedResponse.whole(200, all, bytes, sent(bytes, Duration.ZERO));
  }

  /** An error. */
  public static SimulatedResponse of(BedrockError error) {
    byte[] bytes = utf8(error.body().toString());
    Map<String, String> headers = new HashMap<>(JSON);
    headers.putAll(error.headers());
    return SimulatedResponse.whole(error.status(), headers, bytes, sent(bytes, Duration.ZERO));
  }

  /** The page of a proxy that did not reach Bedrock. */
  public static SimulatedResponse ofProxyError() {
    Map<String, String> html = Map.of("Content-Type", "text/html");
    return SimulatedResponse.whole(502, html, PROXY_ERROR, sent(PROXY_ERROR, Duration.ZERO));
  }

  /**
   * A document spoilt by a fault. Faults that have no equivalent here leave it whole.
   *
   * @param fault null for none
   */
  public static SimulatedResponse of(JsonNode body, Duration after, @Nullable Fault fault) {
    if (fault == null) {
      return of(body, after);
    }
    byte[] whole = utf8(body.toString());
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
          of(fault.error().orElseThrow());
      case NOT_JSON_ERROR -> ofProxyError();
      case SLOW_FIRST_TOKEN -> of(body, after.plusSeconds(Fault.SLOW_FIRST_TOKEN_SECONDS));
      case STALL_BEFORE_HEADERS -> spoilt(whole, new ResponseStep.Silence());
      case STALL_BEFORE_FIRST_EVENT ->
          spoilt(whole, new ResponseStep.Head(), new ResponseStep.Silence());
      case STALL -> spoilt(whole, half(whole), new ResponseStep.Silence());
      case RESET -> spoilt(whole, half(whole), new ResponseStep.Reset());
      case RESET_BEFORE_HEADERS -> spoilt(whole, new ResponseStep.Reset());
      case CUT_BETWEEN_FRAMES, CUT_MID_FRAME -> spoilt(whole, half(whole), new ResponseStep.Cut());
      case CLEAN_END_MID_FRAME, MALFORMED_PAYLOAD -> broken(whole);
      case END_WITHOUT_MESSAGE_STOP, EMPTY_STREAM ->
          of(JsonNodeFactory.instance.objectNode(), after);
      case DRIPPING_BYTES -> SimulatedResponse.whole(200, JSON, whole, oneByOne(whole));
      case EXCEPTION_FIRST, EXCEPTION_MID_STREAM -> of(Fault.THROTTLED.error().orElseThrow());
      case MODEL_STREAM_ERROR_MID_STREAM -> of(Fault.MODEL_ERROR.error().orElseThrow());
      case INTERNAL_ERROR_MID_STREAM -> of(Fault.INTERNAL_ERROR.error().orElseThrow());
      case SERVICE_UNAVAILABLE_MID_STREAM -> of(Fault.SERVICE_UNAVAILABLE.error().orElseThrow());
      case VALIDATION_MID_STREAM -> of(Fault.VALIDATION.error().orElseThrow());
      case NO_METADATA,
          BAD_PRELUDE_CRC,
          BAD_MESSAGE_CRC,
          UNKNOWN_EVENTS,
          HUGE_FRAME,
          TRUNCATED_TOOL_INPUT,
          MALFORMED_TOOL_USE,
          GUARDRAIL,
          TOOL_CALL_AS_TEXT,
          INLINE_THINKING,
          STOPS_IGNORED,
          FORCED_TOOL_IGNORED ->
          of(body, after);
    };
  }

  private static List<ResponseStep> sent(byte[] bytes, Duration after) {
    return after.isZero()
        ? List.of(new ResponseStep.Send(bytes))
        : List.of(new ResponseStep.Pause(after), new ResponseStep.Send(bytes));
  }

  private static SimulatedResponse spoilt(byte[] whole, ResponseStep... steps) {
    return SimulatedResponse.whole(200, JSON, whole, List.of(steps));
  }

  private static SimulatedResponse broken(byte[] whole) {
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    return SimulatedResponse.whole(200, JSON, half, sent(half, Duration.ZERO));
  }

  private static ResponseStep half(byte[] whole) {
    return new ResponseStep.Send(Arrays.copyOf(whole, whole.length / 2));
  }

  static List<ResponseStep> oneByOne(byte[] bytes) {
    List<ResponseStep> steps = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      steps.add(new ResponseStep.Send(new byte[] {b}));
    }
    return steps;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
