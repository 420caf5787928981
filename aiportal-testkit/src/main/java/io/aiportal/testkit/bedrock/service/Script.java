package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** What a test has told the simulator to do next. Safe for several threads. */
public final class Script {

  /** What answers one conversation. */
  sealed interface Entry {

    record OfReply(ModelReply reply) implements Entry {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfBytes(byte[] stream, int pieceSize) implements Entry {}
  }

  private final Queue<Entry> entries = new ArrayDeque<>();
  private final Queue<JsonNode> bodies = new ArrayDeque<>();
  private final Queue<Fault> modelFaults = new ArrayDeque<>();
  private final Queue<Fault> listFaults = new ArrayDeque<>();
  private final Map<String, Fault> faultsByModel = new HashMap<>();

  /** The reply to one of the next conversations. */
  public synchronized void add(ModelReply reply) {
    entries.add(new Entry.OfReply(reply));
  }

  /** The raw event stream that answers one of the next calls of ConverseStream. */
  public synchronized void add(byte[] stream, int pieceSize) {
    if (pieceSize < 1) {
      throw new IllegalArgumentException("pieceSize must be at least 1: " + pieceSize);
    }
    entries.add(new Entry.OfBytes(stream.clone(), pieceSize));
  }

  /** The body that answers one of the next calls of Converse. */
  public synchronized void add(JsonNode body) {
    bodies.add(body.deepCopy());
  }

  /** A fault for one of the next calls of a model. */
  public synchronized void addModelFault(Fault fault) {
    modelFaults.add(fault);
  }

  /** A fault for one of the next calls of the control plane. */
  public synchronized void addListFault(Fault fault) {
    listFaults.add(fault);
  }

  /** A fault for all calls with this model id from now on. */
  public synchronized void fault(String modelId, Fault fault) {
    faultsByModel.put(modelId, fault);
  }

  /** Forgets everything. */
  public synchronized void reset() {
    entries.clear();
    bodies.clear();
    modelFaults.clear();
    listFaults.clear();
    faultsByModel.clear();
  }

  /** What answers the next stream; null if nothing is set. */
  synchronized @Nullable Entry nextEntry() {
    return entries.poll();
  }

  /** Whether an answer is set for a stream, or else for a whole answer. */
  synchronized boolean hasAnswer(boolean streaming) {
    return streaming
        ? !entries.isEmpty()
        : !bodies.isEmpty() || entries.stream().anyMatch(Entry.OfReply.class::isInstance);
  }

  /** The next whole body; null if none is set. */
  synchronized @Nullable JsonNode nextBody() {
    return bodies.poll();
  }

  /** The next reply; raw streams before it stay for a later call. */
  synchronized Optional<ModelReply> nextReply() {
    for (Iterator<Entry> left = entries.iterator(); left.hasNext(); ) {
      if (left.next() instanceof Entry.OfReply scripted) {
        left.remove();
        return Optional.of(scripted.reply());
      }
    }
    return Optional.empty();
  }

  synchronized Optional<Fault> nextModelFault(String modelId) {
    Fault queued = modelFaults.poll();
    return Optional.ofNullable(queued != null ? queued : faultsByModel.get(modelId));
  }

  synchronized Optional<Fault> nextListFault() {
    return Optional.ofNullable(listFaults.poll());
  }
}
