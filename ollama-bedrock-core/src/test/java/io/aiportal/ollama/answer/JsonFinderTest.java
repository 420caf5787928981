package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFinderTest {

  private static final String NO_JSON =
      "the model gave no JSON although it was asked for; please try again";
  private static final String BROKEN =
      "the model gave JSON that is broken or incomplete; please try again";
  private static final String DEEP = "[".repeat(201) + "]".repeat(201);

  static Stream<Arguments> found() {
    return Stream.of(
        // The text is the answer.
        found(JsonText.OBJECT, "{\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, " \n\ufeff{\"a\":1}\n", "{\"a\":1}"),
        found(JsonText.OBJECT, "{}", "{}"),
        found(JsonText.OBJECT_OR_ARRAY, "[1]", "[1]"),
        found(JsonText.OBJECT_OR_ARRAY, "[]\n", "[]"),
        found(JsonText.OBJECT_OR_ARRAY, "[\"a\",\"b\"]", "[\"a\",\"b\"]"),
        found(JsonText.ARRAY, "[{\"a\":1},{\"b\":2}]", "[{\"a\":1},{\"b\":2}]"),
        found(JsonText.OBJECT, "{\"a\":\"} \\\" ] {\"}", "{\"a\":\"} \\\" ] {\"}"),
        // Prose with brackets around it.
        found(JsonText.OBJECT, "See [1] for details: {\"answer\": 42}", "{\"answer\": 42}"),
        found(
            JsonText.OBJECT_OR_ARRAY, "See [1] for details: {\"answer\": 42}", "{\"answer\": 42}"),
        found(JsonText.ANY, "See [1] for details: {\"answer\": 42}", "{\"answer\": 42}"),
        found(JsonText.OBJECT_OR_ARRAY, "[1] {\"answer\": 42}", "{\"answer\": 42}"),
        found(JsonText.OBJECT_OR_ARRAY, "[1]\n[2] {\"a\":3}", "{\"a\":3}"),
        found(JsonText.OBJECT_OR_ARRAY, "data[\"a\"] is {\"a\":3}", "{\"a\":3}"),
        found(JsonText.OBJECT_OR_ARRAY, "In [\"a\"] or {\"a\":3}", "{\"a\":3}"),
        found(JsonText.OBJECT, "Set {name}: {\"a\":1}.", "{\"a\":1}"),
        found(JsonText.OBJECT, "{name} {\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "{{\"a\":1}}", "{\"a\":1}"),
        found(JsonText.OBJECT, "Use {} or {\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "In {\"a\": b} it is {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": \"}\", b} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": \"\\\"}\", b} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": [b, {c}]} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": b \" oops\n} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": b, \"x}\": {\"n\":1}} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": b, \"x\\\"}\": {\"n\":1}} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": b, \"x\\\\\": {\"n\":1}} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT, "As {\"a\": ``, {\"n\":1}} and {\"c\":2}", "{\"c\":2}"),
        found(JsonText.OBJECT_OR_ARRAY, "[\"x, {\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "[see {\"a\":1}]", "{\"a\":1}"),
        found(JsonText.OBJECT, DEEP + " {\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "First {\"a\":1}, then {\"b\":2}.", "{\"a\":1}"),
        found(JsonText.OBJECT, "So {\"a\":1}. Not {\"b\": oops}", "{\"a\":1}"),
        found(JsonText.OBJECT, "So {\"a\":1}. And {\"b\":", "{\"a\":1}"),
        found(JsonText.OBJECT, "`{\"a\":1}`", "{\"a\":1}"),
        // What was thought before is no answer, whoever wrote the tag that begins it.
        found(JsonText.OBJECT, "<think>{\"x\":1}</think>{\"answer\":42}", "{\"answer\":42}"),
        found(JsonText.OBJECT, "\n<think>\nA {\"x\":1}\n</think>\n\n{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "<thinking>{\"x\":</thinking> So {\"a\":2}.", "{\"a\":2}"),
        found(
            JsonText.OBJECT, "<reasoning>```json\n{\"x\":1}```</reasoning>{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "<think></think><think>{}</think>{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "<think>a</thinking>{\"x\":1}</think>{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "I see {\"x\":1}\n</think>\n{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "I see {\"x\": y, \"</think>\n{\"a\":2}", "{\"a\":2}"),
        found(JsonText.OBJECT, "As <think> says: {\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "{\"a\":\"<think></think>\"}", "{\"a\":\"<think></think>\"}"),
        found(JsonText.ANY, "<think>\n7\n</think>\n42", "42"),
        found(JsonText.OBJECT_OR_ARRAY, "<think>[\"x\"]</think>[]", "[]"),
        // Fences.
        found(JsonText.OBJECT, "Sure:\n```json\n{\"a\":1}\n```\nBye {\"b\":2}", "{\"a\":1}"),
        found(JsonText.OBJECT, "```\n{\"a\":1}\n```", "{\"a\":1}"),
        found(JsonText.OBJECT, "```{\"a\":1}```", "{\"a\":1}"),
        found(JsonText.OBJECT, "```json {\"a\":1}```", "{\"a\":1}"),
        found(JsonText.OBJECT, "``` JSON\r\n{\"a\":1}\r\n```", "{\"a\":1}"),
        found(JsonText.OBJECT, "```javascript\n{\"a\":1}```", "{\"a\":1}"),
        found(JsonText.OBJECT, "Given {\"x\":1} [2]:\n```json\n{\"y\":2}\n```", "{\"y\":2}"),
        found(JsonText.OBJECT, "From [a] {b}\n```json\n{\"y\":2}\n```", "{\"y\":2}"),
        found(JsonText.OBJECT, "So {\"x\": oops\n```json\n{\"y\":2}\n```", "{\"y\":2}"),
        found(JsonText.OBJECT, "```python\nf({\"x\":1})\n```\nso\n```\n{\"y\":2}```", "{\"y\":2}"),
        found(JsonText.OBJECT, "```python\n{\"x\":1}\n```\n```json\n{\"y\":2}```", "{\"y\":2}"),
        found(JsonText.OBJECT, "```python\n{\"x\":1}\n```", "{\"x\":1}"),
        found(JsonText.OBJECT, "```text\nhi\n```\n{\"x\":1}\n```\n{\"y\":2}\n```", "{\"y\":2}"),
        found(JsonText.OBJECT, "````md\n```json\n{\"a\":1}\n```\n````", "{\"a\":1}"),
        found(JsonText.OBJECT, "````md\nx\n```\n````\n{\"a\":1}\n```\n{\"b\":2}", "{\"b\":2}"),
        found(JsonText.OBJECT, "```json\n{ ... }\n```\n```json\n{\"a\":1}\n```", "{\"a\":1}"),
        found(JsonText.OBJECT, "```json\nlike {\"x\":1}:\n```\n```json\n{\"a\":1}", "{\"a\":1}"),
        found(
            JsonText.OBJECT,
            "So {\"a\":\"```json\\n{}```\",\"b\":[]}",
            "{\"a\":\"```json\\n{}```\",\"b\":[]}"),
        found(JsonText.OBJECT, "```json\n{\"a\":\"```\"}\n```", "{\"a\":\"```\"}"),
        found(JsonText.OBJECT, "```json\n{}\n```\n{\"a\":1}", "{}"),
        found(JsonText.ARRAY, "```json\n[1]\n```\nand [2, 3]", "[1]"),
        found(JsonText.OBJECT_OR_ARRAY, "See:\n```\n[1, 2]\n```\n{\"a\":1}", "[1, 2]"),
        found(JsonText.OBJECT, "`` `x` ``` ```json\n{\"a\":1}", "{\"a\":1}"),
        found(JsonText.OBJECT, "Use ``{\"x\":1}`` and\n```\n{\"y\":2}\n```", "{\"y\":2}"),
        // The root decides.
        found(JsonText.ARRAY, "{\"a\":[1,2]} [3, 4]", "[3, 4]"),
        found(JsonText.ARRAY, "See {\"a\":1}: [{\"b\":2}]", "[{\"b\":2}]"),
        found(JsonText.OBJECT, "[{\"a\":1},{\"b\":2}] {\"c\":3}", "{\"c\":3}"),
        found(JsonText.OBJECT, "```json\n[{\"a\":1}]\n```\n{\"c\":3}", "{\"c\":3}"),
        found(JsonText.OBJECT_OR_ARRAY, "I found [{\"a\":1}] and {\"b\":2}", "[{\"a\":1}]"),
        // Arrays that may be citations.
        found(JsonText.ARRAY, "The primes are [2, 3, 5].", "[2, 3, 5]"),
        found(JsonText.ARRAY, "See [1]: [\"a\"]", "[\"a\"]"),
        found(JsonText.ARRAY, "See [1]: [2, 3]", "[2, 3]"),
        found(JsonText.ARRAY, "See [1]: [[2]]", "[[2]]"),
        found(JsonText.ARRAY, "[1] has it:\n[2]\n", "[2]"),
        found(JsonText.OBJECT_OR_ARRAY, "They are:\n [2, 3] \nBye", "[2, 3]"),
        found(JsonText.OBJECT_OR_ARRAY, " [2, 3]\nBye", "[2, 3]"),
        found(JsonText.OBJECT_OR_ARRAY, "They are [\"a\"].", "[\"a\"]"),
        found(JsonText.OBJECT_OR_ARRAY, "data[\"a\"] is x[1]\n[1.5]", "[1.5]"),
        found(JsonText.OBJECT_OR_ARRAY, "(a)[\"b\"] [[\"c\"]][\"d\"]", "[[\"c\"]]"),
        // Any value.
        found(JsonText.ANY, " \"Paris\"\n", "\"Paris\""),
        found(JsonText.ANY, "42", "42"),
        found(JsonText.ANY, "null", "null"),
        found(JsonText.ANY, "true\n", "true"),
        found(JsonText.ANY, "\"use [1] and {\\\"a\\\":1}\"", "\"use [1] and {\\\"a\\\":1}\""),
        found(JsonText.ANY, "\"Paris\" is it: {\"a\":1}", "{\"a\":1}"),
        found(JsonText.ANY, "\"not a\nstring\" {\"a\":1}", "{\"a\":1}"),
        found(JsonText.ANY, "The answer:\n42\nBye", "42"),
        found(JsonText.ANY, "The answer:\n \"Paris\" \n", "\"Paris\""),
        found(JsonText.ANY, "```json\n\"Paris\"\n```", "\"Paris\""),
        found(JsonText.ANY, "```json\n42\n```", "42"),
        found(JsonText.ANY, "\"Paris\"\nor so", "\"Paris\""));
  }

  @ParameterizedTest
  @MethodSource("found")
  void json_isFound(JsonText root, String text, String expected) {
    assertThat(find(root, List.of(text), false)).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("found")
  void json_isFound_inPieces(JsonText root, String text, String expected) {
    assertThat(find(root, characters(text), false)).isEqualTo(expected);
    Random random = new Random(5);
    for (int i = 0; i < 20; i++) {
      assertThat(find(root, pieces(random, text), false)).isEqualTo(expected);
    }
  }

  static Stream<Arguments> notFound() {
    return Stream.of(
        notFound(JsonText.OBJECT, "", NO_JSON),
        notFound(JsonText.OBJECT, "I can't do that.", NO_JSON),
        notFound(JsonText.OBJECT, "<think>{\"x\":1}", NO_JSON),
        notFound(JsonText.ANY, "<think>{\"x\":1}</think>\nI can't.", NO_JSON),
        notFound(JsonText.OBJECT, "See [1] and {2}.", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "See [1] for details.", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "[1] says so.", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "Use {} there", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "They are [2, 3]\nBye", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "-[2]\nBye", NO_JSON),
        notFound(JsonText.ARRAY, "See [1].", NO_JSON),
        notFound(JsonText.OBJECT, "[\"a\"]", NO_JSON),
        notFound(JsonText.OBJECT, "[{\"a\":1}]", NO_JSON),
        notFound(JsonText.ARRAY, "{\"a\":[1,2]}", NO_JSON),
        notFound(JsonText.ARRAY, "```json\n{\"a\":[1,2]}\n```", NO_JSON),
        notFound(JsonText.OBJECT, "\"a\"", NO_JSON),
        notFound(JsonText.OBJECT_OR_ARRAY, "42", NO_JSON),
        notFound(JsonText.ANY, "It is \"Paris\".", NO_JSON),
        notFound(JsonText.ANY, "Paris", NO_JSON),
        notFound(JsonText.OBJECT, "{\"a", NO_JSON),
        notFound(JsonText.OBJECT, "{\"a\":1", BROKEN),
        notFound(JsonText.OBJECT, "{\"a\":1,}", BROKEN),
        notFound(JsonText.OBJECT, "{\"a\":b}", BROKEN),
        notFound(JsonText.OBJECT, "Here: {\"a\":1", BROKEN),
        notFound(JsonText.OBJECT, "Here: {\"a\":1, oops, \"b\":{\"c\":2}}", BROKEN),
        notFound(JsonText.OBJECT, "Here: {\"a\":1, oops, \"b\":{\"c\":2}", BROKEN),
        notFound(JsonText.ARRAY, "Here: [{\"a\":1},", BROKEN),
        notFound(JsonText.ARRAY, "Here: [{\"a\":1}, [2, 3] oops", BROKEN),
        notFound(JsonText.OBJECT_OR_ARRAY, "See [1, 2]: {\"a\":", BROKEN),
        notFound(JsonText.OBJECT_OR_ARRAY, "See [\"x\"]: {\"a\": oops}", BROKEN),
        notFound(JsonText.OBJECT, "{\"a\":" + "[".repeat(300), BROKEN));
  }

  @ParameterizedTest
  @MethodSource("notFound")
  void json_isMissing(JsonText root, String text, String message) {
    for (List<String> pieces : List.of(List.of(text), characters(text))) {
      assertThatThrownBy(() -> find(root, pieces, false))
          .isInstanceOfSatisfying(
              CallException.class,
              e -> assertThat(e.kind()).isEqualTo(CallException.Kind.BAD_ANSWER))
          .hasMessage(message);
    }
  }

  static Stream<Arguments> partial() {
    return Stream.of(
        found(JsonText.OBJECT, "{\"a\":1", "{\"a\":1"),
        found(JsonText.OBJECT, "{\"a", "{\"a"),
        found(JsonText.OBJECT, "Here: {\"a\":[1,", "{\"a\":[1,"),
        found(JsonText.OBJECT_OR_ARRAY, "See [1, 2]: {\"a\":", "{\"a\":"),
        found(JsonText.OBJECT_OR_ARRAY, "See [1]: [\"a", "[\"a"),
        found(JsonText.OBJECT, "```json\n{\"a\":\"b", "{\"a\":\"b"),
        found(JsonText.OBJECT, "I can't", "I can't"),
        found(JsonText.OBJECT, "<think>{\"x\":1}", ""),
        found(JsonText.OBJECT, "<think>{\"x\":1}</think>{\"a\":", "{\"a\":"),
        found(JsonText.OBJECT, "See [1", "See [1"),
        found(JsonText.OBJECT, "So {\"a\":1}, and {\"b\":", "{\"a\":1}"),
        found(JsonText.OBJECT, "So {\"a\": oops", "So {\"a\": oops"),
        found(JsonText.OBJECT_OR_ARRAY, "So:\n[2]\nand", "[2]"),
        found(JsonText.ANY, "42", "42"),
        found(JsonText.OBJECT, "{\"a\":1} and", "{\"a\":1}"));
  }

  @ParameterizedTest
  @MethodSource("partial")
  void json_ofAnAnswerThatWasCut_isWhatCame(JsonText root, String text, String expected) {
    assertThat(find(root, List.of(text), true)).isEqualTo(expected);
    assertThat(find(root, characters(text), true)).isEqualTo(expected);
  }

  @Test
  void object_atTheBeginning_goesOutAsItComes() {
    assertThat(passed(JsonText.OBJECT, " {", "\"a\"", ":1", ",\"b\":", "2}", " Bye {}"))
        .containsExactly("text {\"a\":1", "text ,\"b\":", "text 2}");
  }

  @Test
  void object_inAFence_goesOutAsItComes() {
    assertThat(passed(JsonText.OBJECT, "See {\"x\":1} [2]\n```js", "on\n{\"a\":", "1}", "\n```"))
        .containsExactly("text {\"a\":", "text 1}");
  }

  @Test
  void object_behindProse_isHeld_becauseAFenceMayFollow() {
    assertThat(passed(JsonText.OBJECT, "Here: {\"a\":1}", " Bye")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{{\"a\":1}}", "[1]{\"a\":1}", "`{\"a\":1}`", "``{\"a\":1}", "x{\"a\":1}"})
  void object_behindAnythingElse_isHeld(String text) {
    assertThat(passed(JsonText.OBJECT_OR_ARRAY, text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"json", " json", "json ", "            json", "", "   ", "JavaScript"})
  void fence_forJson(String word) {
    assertThat(passed(JsonText.OBJECT, "So:\n```" + word + "\n{\"a\":"))
        .containsExactly("text {\"a\":");
  }

  @ParameterizedTest
  @ValueSource(strings = {"python", "json x", "jsonx", "             json", "-json", "json."})
  void fence_forAnythingElse(String word) {
    assertThat(passed(JsonText.OBJECT, "So:\n```" + word + "\n{\"a\":")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "_", "]", ")"})
  void array_rightBehindAWord_isAnIndex(String before) {
    String text = "x " + before + "[\"k\"]";
    assertThatThrownBy(() -> find(JsonText.OBJECT_OR_ARRAY, List.of(text), false))
        .hasMessage(NO_JSON);
  }

  @ParameterizedTest
  @ValueSource(strings = {"`", "{", "@", "/", ":", "(", " ", "é"})
  void array_behindAnythingElse_isNoIndex(String before) {
    String text = "x " + before + "[\"k\"]";
    assertThat(find(JsonText.OBJECT_OR_ARRAY, List.of(text), false)).isEqualTo("[\"k\"]");
  }

  @Test
  void prose_isLookedIntoAgain_butNotForLong() {
    String note = "x [\"" + "a".repeat(JsonFinder.MAX_CITATION - 4);
    assertThat(find(JsonText.OBJECT, List.of(note + "{\"b\":1}"), false)).isEqualTo("{\"b\":1}");
    assertThatThrownBy(() -> find(JsonText.OBJECT, List.of(note + "a{\"b\":1}"), false))
        .hasMessage(NO_JSON);
  }

  @Test
  void array_ofObjects_goesOutAsItComes() {
    assertThat(passed(JsonText.ARRAY, "[1, {\"a\"", ":1}", "]"))
        .containsExactly("text [1, {\"a\":1}", "text ]");
  }

  @Test
  void array_goesOutAsItComes_whenItIsTooLongForACitation() {
    String longest = "[" + "1,".repeat(JsonFinder.MAX_CITATION / 2 - 1) + "1";
    assertThat(longest).hasSize(JsonFinder.MAX_CITATION);
    assertThat(passed(JsonText.ARRAY, longest)).isEmpty();
    assertThat(passed(JsonText.ARRAY, longest, ",")).containsExactly("text " + longest + ",");
    assertThat(passed(JsonText.OBJECT, longest, ",")).isEmpty();
    assertThat(passed(JsonText.ARRAY, "So: " + longest, ",")).isEmpty();
    assertThat(passed(JsonText.ARRAY, " ".repeat(JsonFinder.MAX_CITATION) + "[1,")).isEmpty();
  }

  @Test
  void string_isHeld_howeverLong() {
    assertThat(passed(JsonText.ANY, "\"" + "a".repeat(2 * JsonFinder.MAX_CITATION))).isEmpty();
  }

  @Test
  void wrongRoot_isHeld() {
    assertThat(passed(JsonText.ARRAY, "{\"a\":[1,2],", "\"b\":3}")).isEmpty();
  }

  @Test
  void answer_thatBreaksAfterItWentOut_fails() {
    AnswerLog log = new AnswerLog();
    JsonFinder finder = finder(JsonText.OBJECT, log);
    finder.accept("{\"a\":1, ");
    assertThatThrownBy(() -> finder.accept("oops}")).hasMessage(BROKEN);
    assertThat(log.text()).isEqualTo("{\"a\":1, ");
  }

  @Test
  void text_behindTheAnswer_isDropped_howeverLong() {
    AnswerLog log = new AnswerLog();
    JsonFinder finder = finder(JsonText.OBJECT, log);
    finder.accept("{\"a\":1}");
    finder.accept("x".repeat(JsonFinder.MAX_HELD + 1));
    finder.end(false);
    assertThat(log.text()).isEqualTo("{\"a\":1}");
  }

  @Test
  void held_isBounded() {
    JsonFinder finder = finder(JsonText.OBJECT, new AnswerLog());
    finder.accept("x".repeat(JsonFinder.MAX_HELD));
    assertThatThrownBy(() -> finder.accept("x"))
        .isInstanceOf(CallException.class)
        .hasMessage(
            "the model wrote more than 1048576 characters around the JSON that was asked for;"
                + " please try again");
  }

  @Test
  void answer_thatGoesOut_isOfAnyLength() {
    String json = "{\"a\":\"" + "x".repeat(JsonFinder.MAX_HELD) + "\"}";
    assertThat(find(JsonText.OBJECT, List.of(json, " "), false)).isEqualTo(json);
    assertThat(find(JsonText.OBJECT, List.of(json.substring(0, 9), json.substring(9)), false))
        .isEqualTo(json);
  }

  @Test
  void brackets_withoutEnd_takeBoundedWork() {
    for (String bracket : List.of("[", "{", "[1,", "{\"a\":[", "[\"\",[", "`", "[] ", " ")) {
      String text = bracket.repeat(JsonFinder.MAX_HELD / bracket.length());
      assertThat(find(JsonText.OBJECT_OR_ARRAY, List.of("x " + text.substring(2)), true))
          .isNotEmpty();
    }
  }

  private static Arguments found(JsonText root, String text, String expected) {
    return Arguments.of(root, text, expected);
  }

  private static Arguments notFound(JsonText root, String text, String message) {
    return Arguments.of(root, text, message);
  }

  private static List<String> passed(JsonText root, String... pieces) {
    AnswerLog log = new AnswerLog();
    JsonFinder finder = finder(root, log);
    for (String piece : pieces) {
      finder.accept(piece);
    }
    return log.calls;
  }

  private static String find(JsonText root, List<String> pieces, boolean partial) {
    AnswerLog log = new AnswerLog();
    JsonFinder finder = finder(root, log);
    pieces.forEach(finder::accept);
    finder.end(partial);
    return log.text();
  }

  private static JsonFinder finder(JsonText root, AnswerLog log) {
    return new JsonFinder(root, new PlainText(new AnswerOutput(log, true)));
  }

  private static List<String> characters(String text) {
    return text.chars().mapToObj(c -> String.valueOf((char) c)).toList();
  }

  private static List<String> pieces(Random random, String text) {
    int cut = random.nextInt(text.length() + 1);
    int from = random.nextInt(cut + 1);
    return List.of(text.substring(0, from), text.substring(from, cut), text.substring(cut));
  }
}
