package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.JsonScanner.Verdict;
import io.aiportal.ollama.chat.CallMarkup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes tool calls out of a text into which the model wrote them, and lets everything else through.
 *
 * <p>Only what is a call from its first to its last character, of a tool that was offered, is taken
 * for one; all that only looks like it passes as it was. What stands in code of Markdown or within
 * a JSON value is quoted and no call. JSON without any markup is one only if the whole block is
 * nothing else, its arguments are some that the tool takes, and nobody asked for JSON. Text is held
 * back only where it may be the beginning of a call, and never more than {@link #MAX_HELD}
 * characters of it.
 */
final class CallText implements TextFilter {

  private static final String FUNCTION = "<function=";
  private static final String FUNCTION_END = "</function>";
  static final String TOOL_CALLS = "[TOOL_CALLS]";
  private static final String TOOL_CALL = "<tool_call>";
  private static final String TOOL_CALL_END = "</tool_call>";
  private static final String PYTHON = "<|python_tag|>";
  private static final String CAPITAL_TOOL_CALL = "<TOOLCALL>";
  private static final String CAPITAL_TOOL_CALL_END = "</TOOLCALL>";
  private static final String PYTHON_LIST = "<|python_start|>";
  private static final String PYTHON_LIST_END = "<|python_end|>";
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
  private final boolean jsonWanted;
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

  /** JSON that is calls if nothing but such follows in this block. */
  private final StringBuilder bare = new StringBuilder();

  private final List<WrittenCall> bareCalls = new ArrayList<>();

  private MarkdownCode code = new MarkdownCode();

  /** A JSON value in the text that is no call, or null where none is open. */
  private @Nullable JsonScanner value;

  private @Nullable CallScanner scanner;
  private Place place = Place.BEGINNING;

  private enum Place {
    /** At the beginning of a block, or behind bare calls of which all before consists. */
    BEGINNING,
    /** Behind {@code <|python_tag|>}, or behind a call that stood there. */
    TAGGED,
    /** Behind a call in any other markup. */
    BEHIND_CALL,
    /** Behind anything else. */
    TEXT
  }

  /**
   * A filter for the text of one answer.
   *
   * @param jsonWanted whether the caller wants JSON, so that bare JSON is what he asked for
   */
  CallText(ToolShape shape, boolean jsonWanted, ToolCallAssembler calls, TextFilter next) {
    this.shape = shape;
    this.jsonWanted = jsonWanted;
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
      case CAPITAL_TOOL_CALL_TAG -> CAPITAL_TOOL_CALL;
      case PYTHON_LIST -> PYTHON_LIST;
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
    place = Place.BEGINNING;
    code = new MarkdownCode();
    value = null;
    next.blockEnd();
  }

  @Override
  public void callFollows() {
    blockEnd();
    next.callFollows();
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
    } else if (value != null) {
      inValue(value, c);
    } else if (!word.isEmpty() || (isFirst(c) && !code.holds(c))) {
      inWord(c);
    } else {
      outsideWords(c);
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
      outsideWords(read.charAt(0));
      readAgain(read, 1);
    }
  }

  private void readAgain(String read, int from) {
    for (int i = from; i < read.length(); i++) {
      read(read.charAt(i));
    }
  }

  /** A character that belongs to no word that a call begins with. */
  private void outsideWords(char c) {
    if (c == '[' && beginnings.containsKey(PYTHON_LIST) && !code.holds(c)) {
      scan(new CallScanner.Python(this::beginsName, names::containsKey));
      read(c);
    } else {
      outside(c);
    }
  }

  private boolean beginsName(String beginning) {
    return names.keySet().stream().anyMatch(name -> name.startsWith(beginning));
  }

  private void begin(CallMarkup markup, String beginning) {
    switch (markup) {
      case JSON -> {
        passBare();
        blanks.append(beginning);
        place = Place.TAGGED;
      }
      case FUNCTION_TAG -> scan(new CallScanner.Tag(FUNCTION, FUNCTION_END, this::inFunction));
      case TOOL_CALL_TAG -> scan(new CallScanner.Tag(TOOL_CALL, TOOL_CALL_END, this::inToolCall));
      case CAPITAL_TOOL_CALL_TAG ->
          scan(
              new CallScanner.Tag(
                  CAPITAL_TOOL_CALL,
                  CAPITAL_TOOL_CALL_END,
                  inside -> WrittenCall.ofJson(inside, false)));
      case PYTHON_LIST -> scan(new CallScanner.Tag(PYTHON_LIST, PYTHON_LIST_END, PythonCalls::of));
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
                  inside -> WrittenSections.ofInvokes(inside, "", this::texts)));
      case MARKED_INVOKE_TAG ->
          scan(
              new CallScanner.Tag(
                  MARKED_INVOKES,
                  MARKED_INVOKES_END,
                  inside -> WrittenSections.ofInvokes(inside, MARK, this::texts)));
    }
    if (scanner != null) {
      beginning.chars().forEach(c -> read((char) c));
    }
  }

  private @Nullable List<WrittenCall> inFunction(String inside) {
    return one(WrittenCall.ofFunction(inside, this::texts));
  }

  private @Nullable List<WrittenCall> inToolCall(String inside) {
    if (inside.startsWith("{") || inside.startsWith("[")) {
      return WrittenCall.ofJson(inside, false);
    }
    if (inside.startsWith(FUNCTION) && inside.endsWith(FUNCTION_END)) {
      return inFunction(
          inside.substring(FUNCTION.length(), inside.length() - FUNCTION_END.length()));
    }
    return one(WrittenCall.ofPairs(inside, this::texts));
  }

  private static @Nullable List<WrittenCall> one(@Nullable WrittenCall call) {
    return call == null ? null : List.of(call);
  }

  private void scan(CallScanner begun) {
    scanner = begun;
  }

  private void outside(char c) {
    if (place != Place.TEXT && (c <= ' ' || c == ';') && blanks.length() < MAX_HELD) {
      blanks.append(c);
    } else if ((c == '{' || c == '[') && mayBeCall()) {
      scan(new CallScanner.Json());
      read(c);
    } else if (beginsValue(c) && !code.holds(c)) {
      pass();
      JsonScanner begun = new JsonScanner();
      value = begun;
      inValue(begun, c);
    } else {
      pass();
      tell(c);
    }
  }

  /** Whether JSON is a call here if it has the members of one. */
  private boolean mayBeCall() {
    return place == Place.TAGGED
        || (place == Place.BEGINNING && !jsonWanted && beginnings.containsKey(PYTHON));
  }

  /** Whether JSON may begin; a bare string is the whole answer, where one is asked for. */
  private boolean beginsValue(char c) {
    return c == '{' || c == '[' || (c == '"' && jsonWanted && place == Place.BEGINNING);
  }

  private void inValue(JsonScanner open, char c) {
    Verdict verdict = open.next(c);
    if (verdict != Verdict.INCOMPLETE) {
      value = null;
    }
    if (verdict == Verdict.BROKEN) {
      read(c);
    } else {
      tell(c);
    }
  }

  private void scanned(CallScanner open, Verdict verdict) {
    if (verdict == Verdict.COMPLETE) {
      scanner = null;
      String rest = open.takeRest();
      complete(open, open.calls());
      readAgain(rest, 0);
    } else if (verdict == Verdict.BROKEN || open.read.length() + bare.length() > MAX_HELD) {
      scanner = null;
      noCall(open);
    }
  }

  /** JSON that is no call goes on as a value; what is no JSON may be a call from here on. */
  private void noCall(CallScanner open) {
    if (open instanceof CallScanner.Python list && !list.isNamed()) {
      outside(open.read.charAt(0));
      readAgain(open.read.toString(), 1);
      return;
    }
    value = open instanceof CallScanner.Json json ? json.rest() : null;
    if (value == null && open instanceof CallScanner.Json) {
      int last = open.read.length() - 1;
      char c = open.read.charAt(last);
      open.read.setLength(last);
      pass(open);
      read(c);
    } else {
      pass(open);
    }
  }

  private void complete(CallScanner read, @Nullable List<WrittenCall> written) {
    if (written == null || !written.stream().allMatch(call -> names.containsKey(call.name()))) {
      pass(read);
    } else if (place != Place.BEGINNING || !(read instanceof CallScanner.Json)) {
      passBare();
      take(written);
      place = place == Place.TAGGED ? Place.TAGGED : Place.BEHIND_CALL;
    } else if (written.stream().allMatch(this::isTaken)) {
      bare.append(blanks).append(read.read);
      bareCalls.addAll(written);
      blanks.setLength(0);
    } else {
      pass(read);
    }
  }

  private boolean isTaken(WrittenCall call) {
    return tool(names.getOrDefault(call.name(), "")).takes(call.arguments());
  }

  /** The arguments of a tool that are text, by the name that the model wrote. */
  private Set<String> texts(String written) {
    String name = names.get(written);
    return name == null ? Set.of() : tool(name).texts();
  }

  private OfferedTool tool(String name) {
    return Objects.requireNonNull(shape.offered().get(name));
  }

  private void take(List<WrittenCall> written) {
    blanks.setLength(0);
    flush();
    for (WrittenCall call : written) {
      String name = names.getOrDefault(call.name(), "");
      if (calls.passes(name)) {
        next.callFollows();
      } else {
        next.blockEnd();
      }
      calls.written(name, call.arguments());
    }
  }

  /** What was no call after all passes, but a caller never sees names that he did not give. */
  private void pass(CallScanner noCall) {
    pass();
    String read = noCall.read.toString();
    tell(
        noCall instanceof CallScanner.Json
            ? shape.withCallersNamesInJson(read)
            : shape.withCallersNames(read));
  }

  /** Something passes, and what is held before it. */
  private void pass() {
    place = Place.TEXT;
    passBare();
    tell(blanks);
    blanks.setLength(0);
  }

  /** What would be calls passes, as something else is in their block too. */
  private void passBare() {
    if (!bare.isEmpty()) {
      tell(shape.withCallersNamesInJson(bare.toString()));
      bare.setLength(0);
      bareCalls.clear();
    }
  }

  private void tell(CharSequence text) {
    for (int i = 0; i < text.length(); i++) {
      tell(text.charAt(i));
    }
  }

  private void tell(char c) {
    code.next(c);
    passing.append(c);
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
    if (open instanceof CallScanner.Python list && !list.isNamed()) {
      noCall(open);
      open = scanner;
      scanner = null;
    }
    if (open != null) {
      List<WrittenCall> written = open.callsAtEnd();
      if (written == null) {
        pass(open);
      } else {
        complete(open, written);
      }
    }
    if (!word.isEmpty()) {
      pass();
      tell(word);
      word.setLength(0);
    }
    if (!bareCalls.isEmpty()) {
      List<WrittenCall> written = List.copyOf(bareCalls);
      bareCalls.clear();
      bare.setLength(0);
      take(written);
    }
    if (!calls.hasWritten()) {
      pass();
    }
    blanks.setLength(0);
    flush();
  }
}
