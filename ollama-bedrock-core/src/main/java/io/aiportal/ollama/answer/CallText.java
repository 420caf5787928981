package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.JsonScanner.Verdict;
import io.aiportal.ollama.chat.CallMarkup;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes tool calls out of a text into which the model wrote them, and lets everything else through.
 *
 * <p>Only what is a call from its first to its last character, of a tool that was offered, is taken
 * for one; all that only looks like it passes as it was. Text is held back only where it may be the
 * beginning of a call, and never more than {@link #MAX_HELD} characters of it.
 */
final class CallText implements TextFilter {

  private static final String FUNCTION = "<function=";
  private static final String FUNCTION_END = "</function>";
  static final String TOOL_CALLS = "[TOOL_CALLS]";
  private static final String TOOL_CALL = "<tool_call>";
  private static final String TOOL_CALL_END = "</tool_call>";
  private static final String PYTHON = "<|python_tag|>";
  private static final String SECTION = "<|tool_calls_section_begin|>";
  private static final String SECTION_END = "<|tool_calls_section_end|>";
  private static final String TOKENS = "<｜tool▁calls▁begin｜>";
  private static final String TOKENS_END = "<｜tool▁calls▁end｜>";
  private static final String INVOKES = "<minimax:tool_call>";
  private static final String INVOKES_END = "</minimax:tool_call>";
  private static final String MARK = "｜DSML｜";
  private static final String MARKED_INVOKES = "<" + MARK + "function_calls>";
  private static final String MARKED_INVOKES_END = "</" + MARK + "function_calls>";

  /** As much text as may be one call, in characters. */
  static final int MAX_HELD = 256 * 1024;

  private final ToolShape shape;
  private final ToolCallAssembler calls;
  private final TextFilter next;

  /** The markups by the words that they begin with. */
  private final Map<String, CallMarkup> beginnings = new LinkedHashMap<>();

  /** The names that Bedrock was given, by those that the model may write. */
  private final Map<String, String> names = new HashMap<>();

  /** What passes when the fragment is read. */
  private final StringBuilder passing = new StringBuilder();

  /** What may be the word that a call begins with. */
  private final StringBuilder word = new StringBuilder();

  /** Blanks at the beginning of the text, or behind a call. */
  private final StringBuilder blanks = new StringBuilder();

  private @Nullable CallScanner scanner;
  private boolean atStart = true;

  CallText(ToolShape shape, ToolCallAssembler calls, TextFilter next) {
    this.shape = shape;
    this.calls = calls;
    this.next = next;
    for (String name : shape.offered().keySet()) {
      names.put(shape.callersName(name), name);
    }
    shape.offered().keySet().forEach(name -> names.put(name, name));
    for (CallMarkup markup : CallMarkup.values()) {
      if (shape.markups().contains(markup)) {
        beginnings.put(beginning(markup), markup);
      }
    }
  }

  private static String beginning(CallMarkup markup) {
    return switch (markup) {
      case JSON -> PYTHON;
      case FUNCTION_TAG -> FUNCTION;
      case TOOL_CALL_TAG -> TOOL_CALL;
      case TOOL_CALLS_WORD -> TOOL_CALLS;
      case TOOL_CALLS_SECTION -> SECTION;
      case TOOL_CALLS_TOKENS -> TOKENS;
      case INVOKE_TAG -> INVOKES;
      case MARKED_INVOKE_TAG -> MARKED_INVOKES;
    };
  }

  @Override
  public void accept(String text) {
    for (int i = 0; i < text.length(); i++) {
      read(text.charAt(i));
    }
    flush();
  }

  @Override
  public void blockEnd() {
    settle();
    atStart = true;
    next.blockEnd();
  }

  @Override
  public void end(boolean partial) {
    settle();
    next.end(partial || calls.hasWritten());
  }

  private void read(char c) {
    CallScanner open = scanner;
    if (open != null) {
      scanned(open, open.next(c));
    } else if (!word.isEmpty() || isFirst(c)) {
      inWord(c);
    } else {
      outside(c);
    }
  }

  private boolean isFirst(char c) {
    return c == '<' || (c == '[' && beginnings.containsKey(TOOL_CALLS));
  }

  /** A character that may belong to the word that a call begins with. */
  private void inWord(char c) {
    word.append(c);
    String read = word.toString();
    CallMarkup markup = beginnings.get(read);
    if (markup != null) {
      word.setLength(0);
      begin(markup, read);
    } else if (beginnings.keySet().stream().noneMatch(known -> known.startsWith(read))) {
      word.setLength(0);
      outside(read.charAt(0));
      for (int i = 1; i < read.length(); i++) {
        read(read.charAt(i));
      }
    }
  }

  private void begin(CallMarkup markup, String beginning) {
    switch (markup) {
      case JSON -> {
        blanks.append(beginning);
        atStart = true;
      }
      case FUNCTION_TAG -> scan(new CallScanner.Tag(FUNCTION, FUNCTION_END, this::inFunction));
      case TOOL_CALL_TAG -> scan(new CallScanner.Tag(TOOL_CALL, TOOL_CALL_END, this::inToolCall));
      case TOOL_CALLS_WORD -> scan(new CallScanner.Word());
      case TOOL_CALLS_SECTION ->
          scan(new CallScanner.Tag(SECTION, SECTION_END, WrittenSections::ofSection));
      case TOOL_CALLS_TOKENS ->
          scan(new CallScanner.Tag(TOKENS, TOKENS_END, WrittenSections::ofTokens));
      case INVOKE_TAG ->
          scan(
              new CallScanner.Tag(
                  INVOKES,
                  INVOKES_END,
                  inside -> WrittenSections.ofInvokes(inside, "", shape.offered())));
      case MARKED_INVOKE_TAG ->
          scan(
              new CallScanner.Tag(
                  MARKED_INVOKES,
                  MARKED_INVOKES_END,
                  inside -> WrittenSections.ofInvokes(inside, MARK, shape.offered())));
    }
    if (scanner != null) {
      beginning.chars().forEach(c -> read((char) c));
    }
  }

  private @Nullable List<WrittenCall> inFunction(String inside) {
    return one(WrittenCall.ofFunction(inside, shape.offered()));
  }

  private @Nullable List<WrittenCall> inToolCall(String inside) {
    if (inside.startsWith("{") || inside.startsWith("[")) {
      return WrittenCall.ofJson(inside, false);
    }
    if (inside.startsWith(FUNCTION) && inside.endsWith(FUNCTION_END)) {
      return inFunction(
          inside.substring(FUNCTION.length(), inside.length() - FUNCTION_END.length()));
    }
    return one(WrittenCall.ofPairs(inside, shape.offered()));
  }

  private static @Nullable List<WrittenCall> one(@Nullable WrittenCall call) {
    return call == null ? null : List.of(call);
  }

  private void scan(CallScanner begun) {
    scanner = begun;
  }

  private void outside(char c) {
    if (atStart && (c <= ' ' || c == ';')) {
      blanks.append(c);
    } else if (atStart && (c == '{' || c == '[') && beginnings.containsKey(PYTHON)) {
      scan(new CallScanner.Json());
      read(c);
    } else {
      pass();
      passing.append(c);
    }
  }

  private void scanned(CallScanner open, Verdict verdict) {
    if (verdict == Verdict.COMPLETE) {
      scanner = null;
      List<WrittenCall> written = open.calls();
      if (written == null || !written.stream().allMatch(call -> names.containsKey(call.name()))) {
        pass(open);
      } else {
        take(written);
      }
    } else if (verdict == Verdict.BROKEN || open.read.length() > MAX_HELD) {
      scanner = null;
      pass(open);
    }
  }

  private void take(List<WrittenCall> written) {
    blanks.setLength(0);
    flush();
    next.blockEnd();
    for (WrittenCall call : written) {
      calls.written(names.getOrDefault(call.name(), call.name()), call.arguments());
    }
    atStart = true;
  }

  /** What was no call after all passes, but a caller never sees names that he did not give. */
  private void pass(CallScanner noCall) {
    pass();
    String read = noCall.read.toString();
    passing.append(
        noCall instanceof CallScanner.Json
            ? shape.withCallersNamesInJson(read)
            : shape.withCallersNames(read));
  }

  /** Something passes, and the blanks before it. */
  private void pass() {
    atStart = false;
    passing.append(blanks);
    blanks.setLength(0);
  }

  private void flush() {
    if (!passing.isEmpty()) {
      String text = passing.toString();
      passing.setLength(0);
      next.accept(text);
    }
  }

  /** Nothing follows that could make a call of what is held back. */
  private void settle() {
    CallScanner open = scanner;
    scanner = null;
    if (open != null) {
      pass(open);
    }
    if (!word.isEmpty()) {
      pass();
      passing.append(word);
      word.setLength(0);
    }
    if (!calls.hasWritten()) {
      pass();
    }
    blanks.setLength(0);
    flush();
  }
}
