package io.aiportal.ollama.server.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * The messages of one read, taken apart; beside it, as the measure, the checksum of the same bytes.
 *
 * <p>It lives here because the decoder is nobody else's business. The messages are made by the
 * SDK's own encoder.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FrameDecoding {

  private static final int MESSAGES = 64;
  private static final String TYPE = "contentBlockDelta";
  private static final byte[] PAYLOAD =
      """
      {"contentBlockIndex":0,"delta":{"text":" a few words \\"quoted\\" é"},"p":"abcdefghijklm"}\
      """
          .getBytes(StandardCharsets.UTF_8);

  private final EventStreamDecoder decoder = new EventStreamDecoder(this::message);
  private final CRC32 checksum = new CRC32();
  private byte[] read = {};
  private int messages;
  private int payloadBytes;

  /** Makes the messages, and checks that all of them come out. */
  @Setup
  public void encode() {
    Map<String, HeaderValue> headers =
        Map.of(
            ":event-type", HeaderValue.fromString(TYPE),
            ":content-type", HeaderValue.fromString("application/json"),
            ":message-type", HeaderValue.fromString("event"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < MESSAGES; i++) {
      new Message(headers, PAYLOAD).encode(bytes);
    }
    read = bytes.toByteArray();
    decode();
    if (messages != MESSAGES || payloadBytes != MESSAGES * PAYLOAD.length) {
      throw new IllegalStateException("only " + messages + " messages came out");
    }
  }

  /** Takes the messages apart; the figure is for one. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public int decode() {
    messages = 0;
    payloadBytes = 0;
    decoder.decode(ByteBuffer.wrap(read));
    return payloadBytes;
  }

  /** The checksum of as many bytes as one message has. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public long checksum() {
    int length = read.length / MESSAGES;
    long sum = 0;
    for (int at = 0; at < read.length; at += length) {
      checksum.reset();
      checksum.update(read, at, length);
      sum += checksum.getValue();
    }
    return sum;
  }

  private boolean message(EventStreamHeaders headers, byte[] bytes, int offset, int length) {
    if (TYPE.equals(headers.eventType())) {
      messages++;
      payloadBytes += length;
    }
    return true;
  }
}
