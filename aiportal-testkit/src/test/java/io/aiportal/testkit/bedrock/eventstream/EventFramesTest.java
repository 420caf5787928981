package io.aiportal.testkit.bedrock.eventstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventFramesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

  private final EventFrames frames = new EventFrames();

  @Test
  void event_hasTheHeadersOfBedrockInTheirOrder() throws Exception {
    EventStreamMessage message = decode(frames.event("messageStop", object("{\"stopReason\":1}")));
    assertThat(message.headers().toString())
        .isEqualTo(
            "{:event-type=messageStop, :content-type=application/json, :message-type=event}");
  }

  @Test
  void exception_hasAnExceptionTypeAndNoEventType() throws Exception {
    byte[] frame = frames.exception("throttlingException", object("{\"message\":\"slow\"}"));
    assertThat(decode(frame).headers().toString())
        .isEqualTo(
            "{:exception-type=throttlingException, :content-type=application/json,"
                + " :message-type=exception}");
  }

  @Test
  void padding_standsAtItsPlaceInTheAlphabet() throws Exception {
    assertThat(names("{\"role\":\"assistant\"}")).isEqualTo("p,role");
    assertThat(names("{\"contentBlockIndex\":0,\"delta\":{}}"))
        .isEqualTo("contentBlockIndex,delta,p");
    assertThat(names("{\"metrics\":{},\"usage\":{}}")).isEqualTo("metrics,p,usage");
  }

  @Test
  void padding_isTheBeginningOfTheAlphabetInManyLengths() throws Exception {
    Set<Integer> lengths = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      String padding = payload("{}").get("p").asText();
      assertThat(ALPHABET).startsWith(padding);
      lengths.add(padding.length());
    }
    assertThat(lengths).hasSizeGreaterThan(50).allMatch(length -> length >= 2 && length <= 61);
  }

  private String names(String payload) throws Exception {
    StringBuilder names = new StringBuilder();
    payload(payload).fieldNames().forEachRemaining(name -> names.append(',').append(name));
    return names.substring(1);
  }

  private ObjectNode payload(String payload) throws Exception {
    byte[] padded = decode(frames.event("any", object(payload))).payload();
    return object(new String(padded, UTF_8));
  }

  private static ObjectNode object(String json) throws Exception {
    return (ObjectNode) JSON.readTree(json);
  }

  private static EventStreamMessage decode(byte[] frame) {
    return EventStreamMessage.decodeAll(frame).get(0);
  }
}
