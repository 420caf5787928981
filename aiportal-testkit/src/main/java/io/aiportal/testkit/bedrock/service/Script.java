package io.aiportal.testkit.bedrock.service;

import com.fasterxml.jackson.databind.JsonNode;
import io.aiportal.testkit.bedrock.fault.Fault;
import io.aiportal.testkit.bedrock.reply.Block;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.report.ReportedRequest;
import io.aiportal.testkit.bedrock.report.RequestMatcher;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a test has told the simulator to do next. Safe for several threads. */
public final class Script {

  private static final int BRIEF = 60;

  /** What answers one conversation. */
  sealed interface Entry {

    record OfReply(ModelReply reply) implements Entry {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    record OfBytes(byte[] stream, int pieceSize) implements Entry {}

    record OfBody(JsonNode body) implements Entry {}
  }

  /** Something for the first request that it is meant for, or for each of them. */
  private record Planned<T>(T what, RequestMatcher when, boolean always) {}

  private final Queue<Planned<Entry>> entries = new ArrayDeque<>();
  private final Queue<Planned<Fault>> modelFaults = new ArrayDeque<>();
  private final Queue<Fault> listFaults = new ArrayDeque<>();
  private final Map<String, Fault> faultsByModel = new HashMap<>();
  private final Map<String, Fault> lastingFaults = new HashMap<>();

  /** The reply to one of the next conversations. */
  public void add(ModelReply reply) {
    add(reply, RequestMatcher.any(), false);
  }

  /**
   * The reply to the conversations that are meant.
   *
   * @param always whether to all of them, and not only to the next
   */
  public synchronized void add(ModelReply reply, RequestMatcher when, boolean always) {
    entries.add(new Planned<>(new Entry.OfReply(reply), when, always));
  }

  /** The raw event stream that answers one of the next calls of ConverseStream. */
  public synchronized void add(byte[] stream, int pieceSize) {
    if (pieceSize < 1) {
      throw new IllegalArgumentException("pieceSize must be at least 1: " + pieceSize);
    }
    Entry entry = new Entry.OfBytes(stream.clone(), pieceSize);
    entries.add(new Planned<>(entry, RequestMatcher.any(), false));
  }

  /** The body that answers one of the next calls of Converse, before any reply. */
  public synchronized void add(JsonNode body) {
    entries.add(new Planned<>(new Entry.OfBody(body.deepCopy()), RequestMatcher.any(), false));
  }

  /** A fault for one of the next calls of a model. */
  public void addModelFault(Fault fault) {
    addModelFault(fault, RequestMatcher.any(), false);
  }

  /**
   * A fault for the calls of a model that are meant.
   *
   * @param always whether for all of them, and not only for the next
   */
  public synchronized void addModelFault(Fault fault, RequestMatcher when, boolean always) {
    modelFaults.add(new Planned<>(fault, when, always));
  }

  /** A fault for one of the next calls of the control plane. */
  public synchronized void addListFault(Fault fault) {
    listFaults.add(fault);
  }

  /** A fault for all calls with this model id from now on, until it is reset. */
  public synchronized void fault(String modelId, Fault fault) {
    faultsByModel.put(modelId, fault);
  }

  /** A fault for all calls with this model id, for good. */
  public synchronized void lastingFault(String modelId, Fault fault) {
    lastingFaults.put(modelId, fault);
  }

  /** Forgets everything but what is for good. */
  public synchronized void reset() {
    entries.clear();
    modelFaults.clear();
    listFaults.clear();
    faultsByModel.clear();
  }

  /** What was planned for a call that has not come, each in a few words. */
  public synchronized List<String> leftovers() {
    List<String> left = new ArrayList<>();
    entries.stream()
        .filter(planned -> !planned.always())
        .forEach(planned -> left.add(words(planned.what()) + " for " + planned.when()));
    modelFaults.stream()
        .filter(planned -> !planned.always())
        .forEach(
            planned -> left.add("the fault " + planned.what().id() + " for " + planned.when()));
    listFaults.forEach(fault -> left.add("the fault " + fault.id() + " for a list"));
    return left;
  }

  private static String words(Entry entry) {
    if (entry instanceof Entry.OfReply scripted) {
      return "the reply “" + brief(scripted.reply()) + "”";
    }
    return entry instanceof Entry.OfBytes ? "a played stream" : "a played answer";
  }

  private static String brief(ModelReply reply) {
    StringBuilder words = new StringBuilder();
    for (Block block : reply.blocks()) {
      if (block instanceof Block.Text text) {
        words.append(text.text());
      } else if (block instanceof Block.ToolUse call) {
        words.append(call.name()).append(call.input());
      }
    }
    return words.length() <= BRIEF ? words.toString() : words.substring(0, BRIEF - 1) + "…";
  }

  /** What answers a stream; null if nothing is set. */
  synchronized @Nullable Entry nextEntry(ReportedRequest asked) {
    return next(entries, asked, entry -> !(entry instanceof Entry.OfBody)).orElse(null);
  }

  /** Whether an answer is set for a stream, or else for a whole answer. */
  synchronized boolean hasAnswer(boolean streaming, ReportedRequest asked) {
    return entries.stream()
        .filter(planned -> planned.when().matches(asked))
        .map(Planned::what)
        .anyMatch(
            entry -> entry instanceof Entry.OfReply || entry instanceof Entry.OfBytes == streaming);
  }

  /** The next whole body; null if none is set. */
  synchronized @Nullable JsonNode nextBody(ReportedRequest asked) {
    return next(entries, asked, Entry.OfBody.class::isInstance)
        .map(entry -> ((Entry.OfBody) entry).body())
        .orElse(null);
  }

  /** The next reply; raw streams before it stay for a later call. */
  synchronized Optional<ModelReply> nextReply(ReportedRequest asked) {
    return next(entries, asked, Entry.OfReply.class::isInstance)
        .map(entry -> ((Entry.OfReply) entry).reply());
  }

  synchronized Optional<Fault> nextModelFault(ReportedRequest asked) {
    String modelId = asked.modelId() == null ? "" : asked.modelId();
    return next(modelFaults, asked, fault -> true)
        .or(() -> Optional.ofNullable(faultsByModel.get(modelId)))
        .or(() -> Optional.ofNullable(lastingFaults.get(modelId)));
  }

  synchronized Optional<Fault> nextListFault() {
    return Optional.ofNullable(listFaults.poll());
  }

  /** What is planned for a request: first what is used up by it, so that nothing hides that. */
  private static <T> Optional<T> next(
      Queue<Planned<T>> queue, ReportedRequest asked, Predicate<T> kind) {
    List<Planned<T>> meant =
        queue.stream()
            .filter(planned -> kind.test(planned.what()) && planned.when().matches(asked))
            .sorted(Comparator.comparing(Planned::always))
            .toList();
    if (meant.isEmpty()) {
      return Optional.empty();
    }
    Planned<T> first = meant.get(0);
    if (!first.always()) {
      queue.remove(first);
    }
    return Optional.of(first.what());
  }
}
