package io.aiportal.ollama.answer;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets the JSON value of a text through and drops what stands around it.
 *
 * <p>Models that were asked for JSON in words like to wrap it in sentences or in a code fence. What
 * stands first in a fence for JSON is the answer; without one it is the first object, or array of
 * objects, else the first array, that is whole and has the root that was asked for. What turns out
 * to be no JSON is prose, and the search goes on behind its first bracket; but of an object that
 * breaks in the middle no part is an answer.
 *
 * <p>What models think between tags before they answer is no answer, nor is anything before the end
 * of such thinking, which may have begun in the prompt.
 *
 * <p>An object at the very beginning of the text or of such a fence cannot be anything but the
 * answer once its first key is there, nor can an array with such an object inside, or a long one:
 * from then on it goes out as it comes, and breaking is an error. Everything else is held back to
 * the end of the text, because a fence may follow; how much is held is bounded.
 */
final class JsonFinder implements TextFilter {

  /** As much text as is held back, in characters: about twice the longest answer of any model. */
  static final int MAX_HELD = 1024 * 1024;

  /** No citation is as long as this, in characters. */
  static final int MAX_CITATION = 1024;

  private static final Set<String> JSON_FENCES =
      Set.of("json", "jsonc", "json5", "jsonl", "js", "javascript");
  private static final int MAX_FENCE_WORD = 16;

  /** Between which models write what they think, if nobody tells it apart. */
  private static final List<String> THINKING = List.of("think", "thinking", "reasoning");

  private static final int MAX_TAG = "</reasoning>".length();

  private enum State {
    /** Between values. */
    PROSE,
    /** Between tags of thinking. */
    THOUGHT,
    /** Inside a run of backticks. */
    TICKS,
    /** Behind a run of backticks, in the word that names the fence's language. */
    FENCE_WORD,
    /** Inside of what may be the answer. */
    CANDIDATE,
    /** Inside of what looked like the answer and broke. */
    BROKEN,
    /** Inside of the answer, which goes out as it comes. */
    PASSING,
    /** Behind the answer. */
    DONE
  }

  private final JsonText root;
  private final TextFilter next;
  private final StringBuilder held = new StringBuilder();

  private State state = State.PROSE;
  private int at;

  // Where an answer can begin beyond doubt: nothing but blanks since the text's or fence's start.
  private boolean atStart = true;
  private boolean atFenceStart;
  private String thought = "";
  private int ticks;
  private int fence;
  private int word;

  private JsonScanner candidate = new JsonScanner();
  private int start;
  private boolean certain;
  private boolean fenced;
  private int brokenDepth;
  private boolean brokenString;
  private boolean brokenEscape;

  private @Nullable Found object;
  private @Nullable Found array;
  private final List<Found> small = new ArrayList<>();
  private boolean broken;

  JsonFinder(JsonText root, TextFilter next) {
    this.root = root;
    this.next = next;
  }

  @Override
  public void accept(String text) {
    if (state == State.DONE) {
      return;
    }
    held.append(text);
    while (at < held.length() && state != State.DONE) {
      step(held.charAt(at));
    }
    if (state == State.PASSING) {
      pass(held.length());
    } else if (state == State.THOUGHT && at > MAX_TAG) {
      held.delete(0, at - MAX_TAG);
      at = MAX_TAG;
    }
    checkHeld(held.length());
  }

  /** Refuses to hold back more text than this, in characters. */
  static void checkHeld(int length) {
    if (length > MAX_HELD) {
      throw CallException.badAnswer(
          "the model wrote more than "
              + MAX_HELD
              + " characters around the JSON that was asked for; please try again");
    }
  }

  private void step(char c) {
    switch (state) {
      case PROSE -> prose(c);
      case THOUGHT -> thought(c);
      case TICKS -> ticks(c);
      case FENCE_WORD -> fenceWord(c);
      case CANDIDATE -> candidate(c);
      case BROKEN -> broken(c);
      case PASSING -> passing(c);
      case DONE -> throw new IllegalStateException("nothing is read behind the answer");
    }
  }

  private void prose(char c) {
    if (c == '`') {
      ticks = 0;
      state = State.TICKS;
    } else if (canStart(c)) {
      candidate = new JsonScanner();
      start = at;
      certain = atStart;
      fenced = atFenceStart;
      state = State.CANDIDATE;
    } else {
      if (!endsThought(c, THINKING)) {
        if (!beginsThought(c) && !isBlank(c)) {
          leaveStart();
        }
        at++;
      }
    }
  }

  private void thought(char c) {
    if (!endsThought(c, List.of(thought))) {
      at++;
    }
  }

  /** Begins anew behind thinking that a character ends. */
  private boolean endsThought(char c, List<String> tags) {
    boolean ends = c == '>' && tags.stream().anyMatch(tag -> isRead("</" + tag));
    if (ends) {
      held.delete(0, at + 1);
      beginAnew();
      state = State.PROSE;
    }
    return ends;
  }

  /** Whether a character completes a tag that nothing but blanks stand before. */
  private boolean beginsThought(char c) {
    for (String tag : c == '>' ? THINKING : List.<String>of()) {
      if (isRead("<" + tag) && held.substring(0, at - tag.length() - 1).isBlank()) {
        thought = tag;
        state = State.THOUGHT;
      }
    }
    return state == State.THOUGHT;
  }

  private boolean isRead(String tag) {
    int from = at - tag.length();
    return from >= 0 && held.indexOf(tag, from) == from;
  }

  private boolean canStart(char c) {
    return switch (c) {
      case '{' -> true;
      case '[' -> atStart || !isIndexed(held.charAt(at - 1));
      case '"' -> atStart && root == JsonText.ANY;
      default -> false;
    };
  }

  /** Whether brackets behind this character are an index or a note, as in {@code data[0]}. */
  private static boolean isIndexed(char c) {
    return isWord(c) || c == '_' || c == ']' || c == ')';
  }

  private void leaveStart() {
    atStart = false;
    atFenceStart = false;
  }

  private void ticks(char c) {
    if (c == '`') {
      ticks++;
      at++;
    } else if (ticks < 3) {
      leaveStart();
      state = State.PROSE;
    } else {
      word = at;
      state = State.FENCE_WORD;
    }
  }

  private void fenceWord(char c) {
    boolean named = isWord(held.charAt(at - 1));
    if (at - word < MAX_FENCE_WORD && (isWord(c) || (c == ' ' && !named))) {
      at++;
    } else {
      fence(held.substring(word, at).strip().toLowerCase(Locale.ROOT));
      state = State.PROSE;
    }
  }

  /** A fence begins or ends: only the beginning has a word, and its end is at least as long. */
  private void fence(String language) {
    boolean opens = fence == 0 || !language.isEmpty();
    boolean json = language.isEmpty() || JSON_FENCES.contains(language);
    atStart = opens && json;
    atFenceStart = atStart;
    if (fence == 0) {
      fence = ticks;
    } else if (language.isEmpty() && ticks >= fence) {
      fence = 0;
    }
  }

  private void candidate(char c) {
    switch (candidate.next(c)) {
      case INCOMPLETE -> {
        at++;
        if (certain && isAsked() && isNoCitation()) {
          beginPassing();
        }
      }
      case COMPLETE -> {
        at++;
        complete();
      }
      case BROKEN -> breaks();
    }
  }

  /** Whether the candidate has the root that was asked for. */
  private boolean isAsked() {
    return switch (root) {
      case NONE -> false;
      case OBJECT -> held.charAt(start) == '{';
      case ARRAY -> held.charAt(start) == '[';
      case OBJECT_OR_ARRAY -> held.charAt(start) != '"';
      case ANY -> true;
    };
  }

  private boolean isNoCitation() {
    return candidate.hasMembers() || (held.charAt(start) == '[' && at - start > MAX_CITATION);
  }

  private void complete() {
    state = State.PROSE;
    leaveStart();
    if (!isAsked()) {
      return;
    }
    if (fenced) {
      beginPassing();
      pass(at);
      state = State.DONE;
    } else {
      remember(new Found(start, at));
    }
  }

  private void remember(Found found) {
    if (candidate.hasMembers()) {
      object = object == null ? found : object;
    } else if (isList()) {
      array = array == null ? found : array;
    } else if (isFirstOfItsLine(start)) {
      small.add(found);
    }
  }

  /** Whether the candidate is an array that hardly stands in prose for something else. */
  private boolean isList() {
    boolean several = root == JsonText.ARRAY && candidate.commas() > 0;
    return held.charAt(start) == '[' && (several || !candidate.hasIntegersOnly());
  }

  private void breaks() {
    leaveStart();
    if (candidate.hasMembers()) {
      broken |= isAsked();
      at = start;
      brokenDepth = 0;
      brokenString = false;
      brokenEscape = false;
      state = State.BROKEN;
    } else {
      // What breaks after so long was no note in prose; looking into it again would take too long.
      at = at - start > MAX_CITATION || candidate.isTooDeep() ? at : start + 1;
      state = State.PROSE;
    }
  }

  /** Goes on to the bracket that closes what is broken, or to a fence. */
  private void broken(char c) {
    if (endsThought(c, THINKING)) {
      return;
    }
    if (brokenString) {
      brokenString = c != '\n' && (brokenEscape || c != '"');
      brokenEscape = !brokenEscape && c == '\\';
    } else if (c == '`' && held.charAt(at - 1) == c && held.charAt(at - 2) == c) {
      ticks = 2;
      state = State.TICKS;
      return;
    } else {
      brokenString = c == '"';
      brokenDepth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
      state = brokenDepth == 0 ? State.PROSE : State.BROKEN;
    }
    at++;
  }

  private void beginPassing() {
    state = State.PASSING;
    held.delete(0, start);
    at -= start;
    start = 0;
  }

  private void passing(char c) {
    JsonScanner.Verdict verdict = candidate.next(c);
    if (verdict == JsonScanner.Verdict.BROKEN) {
      throw brokenJson();
    }
    at++;
    if (verdict == JsonScanner.Verdict.COMPLETE) {
      pass(at);
      state = State.DONE;
    }
  }

  private void pass(int to) {
    next.accept(held.substring(0, to));
    held.setLength(0);
    at = 0;
  }

  /** A value may go on in another block; what is held waits for the end of the text anyway. */
  @Override
  public void blockEnd() {
    next.blockEnd();
  }

  @Override
  public void callFollows() {
    if (state != State.PASSING && state != State.DONE && state != State.THOUGHT) {
      boolean found = object != null;
      String text = rest(true);
      held.setLength(0);
      beginAnew();
      state = found ? State.DONE : State.PROSE;
      next.accept(text);
    }
    next.callFollows();
  }

  /** Nothing is known of a text that has not begun. */
  private void beginAnew() {
    at = 0;
    atStart = true;
    atFenceStart = false;
    fence = 0;
    object = null;
    array = null;
    small.clear();
    broken = false;
  }

  @Override
  public void end(boolean partial) {
    if (state == State.PASSING && !partial) {
      throw brokenJson();
    }
    if (state == State.THOUGHT) {
      held.setLength(0);
    }
    if (state != State.PASSING && state != State.DONE) {
      next.accept(rest(partial));
    }
    state = State.DONE;
    next.end(partial);
  }

  /** The answer in what was held back. */
  private String rest(boolean partial) {
    String text = held.toString();
    if (root == JsonText.ANY && JsonScanner.isValue(text)) {
      return text.strip();
    }
    if (object != null) {
      return object.in(text);
    }
    boolean open = state == State.CANDIDATE && isAsked();
    if (!partial && (broken || (open && candidate.hasMembers()))) {
      throw brokenJson();
    }
    if (partial && open) {
      return text.substring(start);
    }
    if (array != null) {
      return array.in(text);
    }
    String value = onLineOfItsOwn(text);
    if (value == null && !partial) {
      throw CallException.badAnswer(
          "the model gave no JSON although it was asked for; please try again");
    }
    return value == null ? text : value;
  }

  /** What is too small to be told from prose, but has a line to itself; null if there is none. */
  private @Nullable String onLineOfItsOwn(String text) {
    for (Found found : small) {
      if (isLastOfItsLine(text, found.to())) {
        return found.in(text);
      }
    }
    return root == JsonText.ANY
        ? text.lines().filter(JsonScanner::isValue).map(String::strip).findFirst().orElse(null)
        : null;
  }

  private boolean isFirstOfItsLine(int from) {
    int before = from - 1;
    while (before >= 0 && held.charAt(before) != '\n' && isBlank(held.charAt(before))) {
      before--;
    }
    return before < 0 || held.charAt(before) == '\n';
  }

  private static boolean isLastOfItsLine(String text, int to) {
    int behind = to;
    while (behind < text.length() && text.charAt(behind) != '\n' && isBlank(text.charAt(behind))) {
      behind++;
    }
    return behind == text.length() || text.charAt(behind) == '\n';
  }

  static CallException brokenJson() {
    return CallException.badAnswer(
        "the model gave JSON that is broken or incomplete; please try again");
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || c == '\ufeff';
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** A value that is whole and may be the answer. */
  private record Found(int from, int to) {

    String in(String text) {
      return text.substring(from, to);
    }
  }
}
