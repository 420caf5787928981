package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.CitationDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStart;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.MessageStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks, their order and the end of an answer. */
class AnswerStreamTest extends AnswerStreamFixture {

  private static final AnswerSurroundings REPEATABLE = AnswerSurroundings.NONE.withRepeatable(true);

  @Test
  void blocks_passInOrder_eachWithItsEnd() {
    AnswerStream stream =
        run(
            AnswerShape.PLAIN,
            new MessageStart(),
            new ReasoningDelta(0, "Hmm"),
            new ReasoningDelta(0, ""),
            new SignatureDelta(0, "sig"),
            new ContentBlockStop(0),
            new RedactedDelta(1, bytes("secret")),
            new ContentBlockStop(1),
            new TextDelta(2, "Let me look."),
            new TextDelta(2, ""),
            new ContentBlockStop(2),
            new ToolUseStart(3, "t1", "weather"),
            new ToolUseDelta(3, "{\"ci"),
            new ToolUseDelta(3, "ty\":\"Rome\"}"),
            new ContentBlockStop(3),
            new MessageStop(StopReason.TOOL_USE),
            METADATA);
    assertThat(log.calls)
        .containsExactly(
            "reasoning Hmm",
            "signature sig",
            "block end",
            "redacted secret",
            "block end",
            "text Let me look.",
            "block end",
            "start 0 t1 weather",
            "input 0 {\"ci",
            "input 0 ty\":\"Rome\"}",
            "call 0 t1 weather {city=Rome}",
            "block end",
            "end TOOL_USE");
    assertThat(stream.end())
        .isEqualTo(new AnswerEnd(StopReason.TOOL_USE, null, Map.of(), USAGE, 250, true));
  }

  @Test
  void wholeAnswerThatALimitCut_keepsTheCallsWithArguments() {
    for (StopReason reason :
        List.of(StopReason.MAX_TOKENS, StopReason.MODEL_CONTEXT_WINDOW_EXCEEDED)) {
      log.calls.clear();
      new AnswerStream(AnswerShape.PLAIN, log)
          .onResponse(
              new ConverseResponse(
                  List.of(
                      new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Rome")),
                      new ContentBlock.ToolUse("t2", "weather", Map.of())),
                  reason,
                  USAGE,
                  250));
      assertThat(log.calls).contains("call 0 t1 weather {city=Rome}", "end " + reason);
      assertThat(log.calls).noneMatch(call -> call.startsWith("call 1"));
    }
  }

  @Test
  void wholeAnswer_passesAsItsPiecesWould() {
    AnswerStream stream = new AnswerStream(AnswerShape.PLAIN, log);
    assertThat(stream.end()).isNull();
    stream.onResponse(
        new ConverseResponse(
            List.of(
                new ContentBlock.ReasoningText("Hmm", "sig"),
                new ContentBlock.ReasoningText("Hmm", null),
                new ContentBlock.RedactedContent(bytes("secret")),
                new ContentBlock.Text("Let me look."),
                new ContentBlock.ToolUse("t1", "weather", Map.of("city", "Rome")),
                new ContentBlock.ToolUse("t2", "now", Map.of())),
            StopReason.TOOL_USE,
            USAGE,
            250,
            Map.of("stop_sequence", "END")));
    assertThat(log.calls)
        .containsExactly(
            "reasoning Hmm",
            "signature sig",
            "block end",
            "reasoning Hmm",
            "block end",
            "redacted secret",
            "block end",
            "text Let me look.",
            "block end",
            "start 0 t1 weather",
            "input 0 {\"city\":\"Rome\"}",
            "call 0 t1 weather {city=Rome}",
            "block end",
            "start 1 t2 now",
            "input 1 {}",
            "call 1 t2 now {}",
            "block end",
            "end TOOL_USE");
    assertThat(stream.isDone()).isTrue();
    assertThat(stream.end())
        .isEqualTo(
            new AnswerEnd(
                StopReason.TOOL_USE, "END", Map.of("stop_sequence", "END"), USAGE, 250, false));
  }

  @Test
  void reasoning_thatTheCallerDoesNotWant_isHiddenWithItsProofs() {
    run(
        AnswerShape.PLAIN.withShowReasoning(false),
        new ReasoningDelta(0, "Hmm\ud83d"),
        new SignatureDelta(0, "sig"),
        new ContentBlockStop(0),
        new RedactedDelta(1, bytes("secret")),
        new ContentBlockStop(1),
        new TextDelta(2, "Yes"),
        new ContentBlockStop(2),
        new MessageStop(StopReason.END_TURN),
        METADATA);
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void emptyProofs_areNotPassedOn() {
    run(AnswerShape.PLAIN, new SignatureDelta(0, ""), new RedactedDelta(1, new byte[0]));
    assertThat(log.calls).isEmpty();
  }

  @Test
  void blockEnd_comesBeforeTheEnd_whereBedrockGaveNone() {
    run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), new MessageStop(StopReason.END_TURN), METADATA);
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void blockEnd_isLeftOut_whereALimitCutTheBlock() {
    run(
        AnswerShape.PLAIN,
        new ToolUseStart(0, "t1", "write"),
        new ToolUseDelta(0, "{\"a\":\"once"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.MAX_TOKENS),
        METADATA);
    assertThat(log.calls)
        .containsExactly("start 0 t1 write", "input 0 {\"a\":\"once", "end MAX_TOKENS");
  }

  @Test
  void end_tellsTheSequenceAndTheFieldsOfTheFamily() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"));
    stream.onEvent(
        new MessageStop(StopReason.STOP_SEQUENCE, Map.of("stop_sequence", "END", "score", 1)));
    stream.onEnd();
    assertThat(stream.end())
        .isEqualTo(
            new AnswerEnd(
                StopReason.STOP_SEQUENCE,
                "END",
                Map.of("stop_sequence", "END", "score", 1),
                new TokenUsage(0, 1, null, 0),
                0,
                true,
                true));
  }

  @Test
  void end_sequenceOfAnotherType_isNone() {
    AnswerStream stream = run(AnswerShape.PLAIN);
    stream.onEvent(new MessageStop(StopReason.STOP_SEQUENCE, Map.of("stop_sequence", 1)));
    stream.onEnd();
    assertThat(stream.end()).extracting(AnswerEnd::stopSequence).isNull();
  }

  @Test
  void state_followsTheEvents() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"));
    assertThat(stream.isComplete()).isFalse();
    stream.onEvent(new MessageStop(StopReason.END_TURN));
    assertThat(stream.isComplete()).isTrue();
    assertThat(stream.isDone()).isFalse();
    assertThat(stream.end()).isNull();
    stream.onEvent(METADATA);
    assertThat(stream.isComplete()).isTrue();
    assertThat(stream.isDone()).isTrue();
    stream.onEvent(METADATA);
    stream.onEnd();
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void answerThatEndsHereAtAStopSequence_isCutShort_andItsUsageGuessed() {
    AnswerShape shape = AnswerShape.PLAIN.withStopSequences(List.of("END"));
    AnswerStream stream = run(shape, new TextDelta(0, "a END b"));
    assertThat(stream.isDone()).isTrue();
    assertThat(stream.isCutShort()).isTrue();
    assertThat(log.text()).isEqualTo("a ");
    AnswerEnd end = stream.end();
    assertThat(end.stopSequence()).isEqualTo("END");
    assertThat(end.usageEstimated()).isTrue();
    assertThat(end.usage().outputTokens()).isEqualTo(2);
    AnswerStream whole =
        run(shape, new TextDelta(0, "a"), new MessageStop(StopReason.END_TURN), METADATA);
    assertThat(whole.isCutShort()).isFalse();
    assertThat(whole.end().usageEstimated()).isFalse();
    assertThat(whole.end().usage()).isEqualTo(USAGE);
  }

  @Test
  void wholeAnswer_endsAtAStopSequenceToo_whoseUsageIsKnown() {
    AnswerStream stream =
        new AnswerStream(AnswerShape.PLAIN.withStopSequences(List.of("END")), log);
    stream.onResponse(
        new ConverseResponse(
            List.of(new ContentBlock.Text("a END b"), new ContentBlock.Text("c")),
            StopReason.END_TURN,
            USAGE,
            0));
    assertThat(log.text()).isEqualTo("a ");
    assertThat(log.calls).endsWith("block end", "end STOP_SEQUENCE");
    assertThat(stream.end().usage()).isEqualTo(USAGE);
    assertThat(stream.end().usageEstimated()).isFalse();
  }

  @Test
  void content_behindTheStop_isIgnored() {
    run(
        AnswerShape.PLAIN,
        new TextDelta(0, "Yes"),
        new MessageStop(StopReason.END_TURN),
        new TextDelta(1, "No"),
        new MessageStop(StopReason.MAX_TOKENS),
        METADATA,
        new TextDelta(1, "No"));
    assertThat(log.calls).containsExactly("text Yes", "block end", "end END_TURN");
  }

  @Test
  void usage_beforeTheStop_counts() {
    AnswerStream stream = run(AnswerShape.PLAIN, METADATA, new MessageStop(StopReason.END_TURN));
    stream.onEnd();
    assertThat(stream.end())
        .isEqualTo(new AnswerEnd(StopReason.END_TURN, null, Map.of(), USAGE, 250, true));
  }

  @Test
  void end_withoutMessageStop_isAnError() {
    AnswerStream stream = run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), METADATA);
    assertThatThrownBy(stream::onEnd)
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the answer is incomplete: the stream ended, or the connection broke, before the model"
                + " had stopped; please try again");
    assertThat(log.calls).containsExactly("text Yes");
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED_TOOL_USE", "MALFORMED_MODEL_OUTPUT"})
  void malformedAnswer_isAnError(StopReason reason) {
    String what = reason == StopReason.MALFORMED_TOOL_USE ? "tool call" : "answer";
    AnswerStream stream = run(AnswerShape.PLAIN);
    assertThatThrownBy(() -> stream.onEvent(new MessageStop(reason)))
        .isInstanceOf(CallException.class)
        .hasMessage("the model gave a malformed " + what + "; please try again");
    assertThat(stream.isComplete()).isFalse();
  }

  @Test
  void malformedAnswer_ofWhichSomethingWasTold_isAnError() {
    for (ConverseStreamEvent told :
        List.of(
            new TextDelta(0, "Hi"),
            new RedactedDelta(0, bytes("x")),
            new SignatureDelta(0, "x"),
            new ReasoningDelta(0, "Hmm"),
            new ToolUseStart(0, "t", "f"))) {
      AnswerStream stream = new AnswerStream(AnswerShape.PLAIN, log, REPEATABLE);
      stream.onEvent(told);
      assertThatThrownBy(() -> stream.onEvent(new MessageStop(StopReason.MALFORMED_TOOL_USE)))
          .isInstanceOf(CallException.class);
      assertThat(stream.isComplete()).isFalse();
    }
  }

  /** Whoever runs the call may have the answer made again, and wants to know what it took. */
  @ParameterizedTest
  @EnumSource(names = {"MALFORMED_TOOL_USE", "MALFORMED_MODEL_OUTPUT"})
  void malformedAnswer_ofWhichNothingWasTold_isLost_withItsUsage(StopReason reason) {
    AnswerStream stream = repeatable(new ReasoningDelta(0, "Hmm"), new MessageStop(reason));
    assertThat(stream.isDone()).isFalse();
    stream.onEvent(METADATA);
    assertThat(stream.isDone()).isTrue();
    assertThat(stream.isLost()).isTrue();
    assertThat(stream.end().usage()).isEqualTo(USAGE);
    assertThat(log.calls).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"MALFORMED_TOOL_USE", "MALFORMED_MODEL_OUTPUT"})
  void malformedWholeAnswer_isLost_beforeAnythingOfItIsTold(StopReason reason) {
    AnswerStream stream = repeatable();
    stream.onResponse(new ConverseResponse(List.of(new ContentBlock.Text("Hi")), reason, USAGE, 0));
    assertThat(stream.isLost()).isTrue();
    assertThat(stream.end().usage()).isEqualTo(USAGE);
    assertThat(log.calls).isEmpty();
  }

  /** A machine that shows no thinking, for a model that can be asked once more. */
  private AnswerStream repeatable(ConverseStreamEvent... events) {
    AnswerStream stream =
        new AnswerStream(AnswerShape.PLAIN.withShowReasoning(false), log, REPEATABLE);
    List.of(events).forEach(stream::onEvent);
    return stream;
  }

  @Test
  void end_beforeTheModelSaidAnything_isLost() {
    for (List<ConverseStreamEvent> events :
        List.<List<ConverseStreamEvent>>of(
            List.of(), List.of(new MessageStart()), List.of(new MessageStart(), METADATA))) {
      AnswerStream stream = repeatable(events.toArray(new ConverseStreamEvent[0]));
      assertThat(stream.isSpeaking()).isFalse();
      stream.onEnd();
      assertThat(stream.isLost()).isTrue();
      assertThat(stream.end().usageEstimated()).isEqualTo(!events.contains(METADATA));
      assertThat(log.calls).isEmpty();
    }
  }

  /** It is paid for. */
  @Test
  void end_behindAThoughtThatNobodyIsShown_isAnError() {
    AnswerStream stream = repeatable(new MessageStart(), new ReasoningDelta(0, "Hmm"));
    assertThatThrownBy(stream::onEnd).hasMessageContaining("the answer is incomplete");
    assertThat(stream.isLost()).isFalse();
  }

  @Test
  void events_ofUnknownBlocks_areIgnored() {
    run(
        AnswerShape.PLAIN,
        new ToolUseDelta(7, "{}"),
        new ContentBlockStop(7),
        new ToolUseStart(0, "t1", "f"),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0),
        new ToolUseDelta(0, "{}"),
        new ContentBlockStop(0),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .containsExactly("start 0 t1 f", "input 0 {}", "call 0 t1 f {}", "block end");
  }

  @Test
  void characters_cutInTwo_areJoined_inEveryKindOfBlock() {
    run(
        AnswerShape.PLAIN,
        new ReasoningDelta(0, "a\ud83d"),
        new ReasoningDelta(0, "\ude00"),
        new ContentBlockStop(0),
        new TextDelta(1, "b\ud83d"),
        new TextDelta(1, "\ude00"),
        new ContentBlockStop(1),
        new ToolUseStart(2, "t1", "f"),
        new ToolUseDelta(2, "{\"c\":\"\ud83d"),
        new ToolUseDelta(2, "\ude00\"}"),
        new ContentBlockStop(2));
    assertThat(log.calls)
        .containsExactly(
            "reasoning a",
            "reasoning 😀",
            "block end",
            "text b",
            "text 😀",
            "block end",
            "start 0 t1 f",
            "input 0 {\"c\":\"",
            "input 0 😀\"}",
            "call 0 t1 f {c=😀}",
            "block end");
  }

  @Test
  void characters_thatStayHalf_areReplaced_atTheEndOfTheirBlock() {
    run(
        AnswerShape.PLAIN,
        new ReasoningDelta(0, "a\ud83d"),
        new SignatureDelta(0, "sig"),
        new ContentBlockStop(0),
        new ReasoningDelta(1, "b\ud83d"),
        new ContentBlockStop(1),
        new TextDelta(2, "c\ud83d"),
        new ContentBlockStop(2),
        new ReasoningDelta(3, "d\ud83d"),
        new TextDelta(4, "e\ud83d"),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls)
        .containsExactly(
            "reasoning a",
            "reasoning \ufffd",
            "signature sig",
            "block end",
            "reasoning b",
            "reasoning \ufffd",
            "block end",
            "text c",
            "text \ufffd",
            "block end",
            "reasoning d",
            "text e",
            "text \ufffd",
            "reasoning \ufffd",
            "block end");
  }

  @Test
  void contentFilter_isToldInTheText() {
    String sentence = "text [The answer was withheld by a content filter of Amazon Bedrock.]";
    run(AnswerShape.PLAIN, new TextDelta(0, "Yes"), new MessageStop(StopReason.CONTENT_FILTERED));
    assertThat(log.calls).containsExactly("text Yes", sentence, "block end");
    log.calls.clear();
    run(AnswerShape.PLAIN, new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly(sentence, "block end");
    log.calls.clear();
    run(
        AnswerShape.PLAIN,
        new TextDelta(0, "No"),
        new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly("text No", "block end");
    log.calls.clear();
    run(JSON, new TextDelta(0, "No"), new MessageStop(StopReason.GUARDRAIL_INTERVENED));
    assertThat(log.calls).containsExactly("text No", "block end");
    log.calls.clear();
    run(JSON, new TextDelta(0, "No"), new MessageStop(StopReason.CONTENT_FILTERED));
    assertThat(log.calls).containsExactly("text No", sentence, "block end");
  }

  private static Citation cited(String title) {
    return new Citation(Citation.Unit.PAGES, 0, 1, 2, "quoted", title);
  }

  @Test
  void citations_followTheirText_underTheNamesThatTheCallerGaveTheDocuments() {
    Map<String, @Nullable String> names = new HashMap<>();
    names.put("report-pdf", "report.pdf");
    names.put("document", null);
    AnswerShape shape = AnswerShape.PLAIN.withDocumentNames(names);
    run(
        shape,
        new TextDelta(0, "Rome"),
        new CitationDelta(0, cited("report-pdf")),
        new CitationDelta(0, cited("document")),
        new CitationDelta(0, cited("another")),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN));
    List<String> told =
        List.of(
            "text Rome",
            "citation quoted of report.pdf",
            "citation quoted of null",
            "citation quoted of another",
            "block end");
    assertThat(log.calls).containsExactlyElementsOf(told);

    log.calls.clear();
    new AnswerStream(shape, log)
        .onResponse(
            new ConverseResponse(
                List.of(
                    new ContentBlock.CitedText(
                        "Rome", List.of(cited("report-pdf"), cited("document"), cited("another")))),
                StopReason.END_TURN,
                USAGE,
                250));
    assertThat(log.calls.subList(0, told.size())).containsExactlyElementsOf(told);
  }

  @Test
  void citationOfASearchResult_keepsItsTitle_whateverDocumentsAreCalled() {
    run(
        AnswerShape.PLAIN.withDocumentNames(Map.of("Rome", "rome.pdf")),
        new CitationDelta(
            0, new Citation(Citation.Unit.FOUND_PARTS, 0, 0, 1, "quoted", "Rome", "a")),
        new ContentBlockStop(0));
    assertThat(log.calls).containsExactly("citation quoted of Rome", "block end");
  }

  @Test
  void citation_isOneOfTheAnswer_andOpensABlockThatHasNoTextYet() {
    AnswerStream stream = run(AnswerShape.PLAIN, new CitationDelta(0, cited("a")));
    assertThat(stream.isAnswering()).isTrue();
    stream.onEvent(new ContentBlockStop(0));
    assertThat(log.calls).containsExactly("citation quoted of a", "block end");
  }

  @Test
  void citation_afterACallThatTheModelHasBegun_endsThatCall() {
    run(
        AnswerShape.PLAIN,
        new TextDelta(0, "Rome"),
        new CitationDelta(0, cited("a")),
        new ToolUseStart(1, "t1", "f"),
        new ToolUseDelta(1, "{}"),
        new ContentBlockStop(1),
        new MessageStop(StopReason.TOOL_USE));
    assertThat(log.calls)
        .startsWith("text Rome", "citation quoted of a", "block end", "start 0 t1 f");
  }

  @Test
  void citation_ofJson_isNotTold() {
    run(
        JSON,
        new TextDelta(0, "{\"a\":1}"),
        new CitationDelta(0, cited("a")),
        new ContentBlockStop(0),
        new MessageStop(StopReason.END_TURN));
    assertThat(log.calls).noneMatch(call -> call.startsWith("citation"));
  }

  @Test
  void citation_behindAStopSequence_isNotTold() {
    new AnswerStream(AnswerShape.PLAIN.withStopSequences(List.of("END")), log)
        .onResponse(
            new ConverseResponse(
                List.of(new ContentBlock.CitedText("Rome END more", List.of(cited("a")))),
                StopReason.END_TURN,
                USAGE,
                250));
    assertThat(log.calls).startsWith("text Rome ").noneMatch(call -> call.startsWith("citation"));
  }

  @Test
  void file_inAWholeAnswer_isAnError() {
    List<ContentBlock> files =
        List.of(
            new ContentBlock.Image(ImageFormat.PNG, bytes("png")),
            new ContentBlock.Document("pdf", "a", bytes("pdf")));
    for (ContentBlock file : files) {
      assertThatThrownBy(() -> whole(file))
          .isInstanceOf(CallException.class)
          .hasMessage("the model answered with a file, which cannot be passed on");
    }
  }

  @Test
  void everyKindOfEvent_isHandled() {
    List<ConverseStreamEvent> events =
        List.of(
            new MessageStart(),
            new ToolUseStart(0, "t1", "f"),
            new ToolUseDelta(0, "{}"),
            new TextDelta(1, "x"),
            new CitationDelta(1, cited("x")),
            new ReasoningDelta(2, "x"),
            new SignatureDelta(2, "x"),
            new RedactedDelta(3, bytes("x")),
            new ContentBlockStop(0),
            new MessageStop(StopReason.END_TURN),
            METADATA);
    assertThat(kinds(events))
        .containsExactlyInAnyOrder(ConverseStreamEvent.class.getPermittedSubclasses());
    for (ConverseStreamEvent event : events) {
      assertThatCode(() -> new AnswerStream(AnswerShape.PLAIN, new AnswerLog()).onEvent(event))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void everyKindOfBlock_isHandled() {
    List<ContentBlock> blocks =
        List.of(
            new ContentBlock.Text("x"),
            new ContentBlock.CitedText("x", List.of(cited("x"))),
            new ContentBlock.Image(ImageFormat.PNG, bytes("png")),
            new ContentBlock.Document("pdf", "a", bytes("pdf")),
            new ContentBlock.ToolUse("t1", "f", Map.of("a", 1)),
            new ContentBlock.ToolResult("t1", List.of(), null),
            new ContentBlock.SearchResult("a", "b", List.of("c")),
            new ContentBlock.ReasoningText("x", null),
            new ContentBlock.RedactedContent(bytes("x")),
            new ContentBlock.CachePoint(null));
    assertThat(kinds(blocks))
        .containsExactlyInAnyOrder(ContentBlock.class.getPermittedSubclasses());
    for (ContentBlock block : blocks) {
      log.calls.clear();
      try {
        whole(block);
      } catch (CallException told) {
        assertThat(told.kind()).isEqualTo(CallException.Kind.BAD_ANSWER);
        continue;
      }
      boolean ofNoUse =
          block instanceof ContentBlock.ToolResult
              || block instanceof ContentBlock.SearchResult
              || block instanceof ContentBlock.CachePoint;
      assertThat(log.calls).hasSizeGreaterThan(ofNoUse ? 0 : 2);
    }
  }

  private static List<Class<?>> kinds(List<?> values) {
    return values.stream().map(Object::getClass).collect(Collectors.toList());
  }
}
