package io.aiportal.testkit.bedrock.answer;

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

/** Makes answers whose body is one JSON document, whole or spoilt by a fault. */
public final class JsonAnswers {

  private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
  private static final byte[] PROXY_ERROR =
      utf8(
          """
          <html>
          <head><title>502 Bad Gateway</title></head>
          <body><h1>502 Bad Gateway</h1></body>
          </html>
          """);

  private JsonAnswers() {}

  /** A document, after a while. */
  public static Answer of(JsonNode body, Duration after) {
    byte[] bytes = utf8(body.toString());
    return Answer.whole(200, JSON, bytes, sent(bytes, after));
  }

  /** A document with more headers than its type. */
  public static Answer of(JsonNode body, Map<String, String> headers) {
    byte[] bytes = utf8(body.toString());
    Map<String, String> all = new HashMap<>(JSON);
    all.putAll(headers);
    return Answer.whole(200, all, bytes, sent(bytes, Duration.ZERO));
  }

  /** An error. */
  public static Answer of(BedrockError error) {
    byte[] bytes = utf8(error.body().toString());
    Map<String, String> headers = new HashMap<>(JSON);
    headers.putAll(error.headers());
    return Answer.whole(error.status(), headers, bytes, sent(bytes, Duration.ZERO));
  }

  /** The page of a proxy that did not reach Bedrock. */
  public static Answer ofProxyError() {
    Map<String, String> html = Map.of("Content-Type", "text/html");
    return Answer.whole(502, html, PROXY_ERROR, sent(PROXY_ERROR, Duration.ZERO));
  }

  /**
   * A document spoilt by a fault. Faults that have no equivalent here leave it whole.
   *
   * @param fault null for none
   */
  public static Answer of(JsonNode body, Duration after, @Nullable Fault fault) {
    if (fault == null) {
      return of(body, after);
    }
    byte[] whole = utf8(body.toString());
    return switch (fault) {
      case THROTTLED,
          ACCESS_DENIED,
          MODEL_NOT_READY,
          QUOTA_EXCEEDED,
          MODEL_TIMEOUT,
          MODEL_ERROR,
          INTERNAL_ERROR,
          SERVICE_UNAVAILABLE,
          VALIDATION,
          MODEL_END_OF_LIFE,
          EXPIRED_TOKEN ->
          of(fault.error().orElseThrow());
      case NOT_JSON_ERROR -> ofProxyError();
      case SLOW_FIRST_TOKEN -> of(body, after.plusSeconds(Fault.SLOW_FIRST_TOKEN_SECONDS));
      case STALL_BEFORE_HEADERS -> spoilt(whole, new Step.Silence());
      case STALL_BEFORE_FIRST_EVENT -> spoilt(whole, new Step.Head(), new Step.Silence());
      case STALL -> spoilt(whole, half(whole), new Step.Silence());
      case RESET -> spoilt(whole, half(whole), new Step.Reset());
      case RESET_BEFORE_HEADERS -> spoilt(whole, new Step.Reset());
      case CUT_BETWEEN_FRAMES, CUT_MID_FRAME -> spoilt(whole, half(whole), new Step.Cut());
      case CLEAN_END_MID_FRAME, MALFORMED_PAYLOAD -> broken(whole);
      case END_WITHOUT_MESSAGE_STOP, EMPTY_STREAM ->
          of(JsonNodeFactory.instance.objectNode(), after);
      case DRIPPING_BYTES -> Answer.whole(200, JSON, whole, oneByOne(whole));
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
          GUARDRAIL ->
          of(body, after);
    };
  }

  private static List<Step> sent(byte[] bytes, Duration after) {
    return after.isZero()
        ? List.of(new Step.Send(bytes))
        : List.of(new Step.Pause(after), new Step.Send(bytes));
  }

  private static Answer spoilt(byte[] whole, Step... steps) {
    return Answer.whole(200, JSON, whole, List.of(steps));
  }

  private static Answer broken(byte[] whole) {
    byte[] half = Arrays.copyOf(whole, whole.length / 2);
    return Answer.whole(200, JSON, half, sent(half, Duration.ZERO));
  }

  private static Step half(byte[] whole) {
    return new Step.Send(Arrays.copyOf(whole, whole.length / 2));
  }

  static List<Step> oneByOne(byte[] bytes) {
    List<Step> steps = new ArrayList<>(bytes.length);
    for (byte b : bytes) {
      steps.add(new Step.Send(new byte[] {b}));
    }
    return steps;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
