package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.Turn;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class GenerateContextTest {

  private static final int LINE = GenerateContext.MAX_IN_LINE;
  private static final int MARK = 0x0b3d_0002;

  @Test
  void turns_thereAndBack_areTheSame() {
    List<Message> turns =
        List.of(Message.system("Be brief."), Message.user("Grüße 😀"), Message.assistant("Hello!"));

    assertThat(GenerateContext.decode(GenerateContext.encode(turns, LINE))).isEqualTo(turns);
    assertThat(GenerateContext.decode(List.of())).isEmpty();
  }

  @Test
  void context_ofALongConversation_keepsTheLastLineBelow64Kib() {
    Random random = new Random(1);
    List<Message> turns = new ArrayList<>();
    int longest = 0;
    List<Integer> context = GenerateContext.encode(turns, LINE);
    while (!context.isEmpty()) {
      assertThat(context).hasSizeLessThanOrEqualTo(LINE);
      longest = context.stream().map(String::valueOf).collect(Collectors.joining(",")).length();
      assertThat(GenerateContext.decode(context)).isEqualTo(turns);
      turns.add(
          Message.user(
              random
                  .ints(200, 'a', 'z')
                  .mapToObj(Character::toString)
                  .collect(Collectors.joining())));
      context = GenerateContext.encode(turns, LINE);
    }

    assertThat(longest).isBetween(60_000, 62_500);
  }

  /** Words as English has them: a few often, most of them rarely. */
  private static String prose(int length) {
    Random random = new Random(1);
    StringBuilder prose = new StringBuilder();
    while (prose.length() < length) {
      int word = (int) (5_000 * Math.pow(random.nextDouble(), 6));
      new Random(word).ints(2 + word % 8, 'a', 'z').forEach(c -> prose.append((char) c));
      prose.append(' ');
    }
    return prose.substring(0, length);
  }

  @Test
  void context_carriesLongConversations_inALineAndMoreInAWholeAnswer() {
    GenerateRequest request = request("Go on.", null, List.of());
    for (int length : new int[] {44_000, 52_000}) {
      assertThat(OllamaApi.context(request, prose(length), LINE)).as("%d", length).isNotEmpty();
    }
    List<Integer> whole = OllamaApi.context(request, prose(400_000), GenerateContext.MAX_NUMBERS);
    assertThat(GenerateContext.decode(whole)).last().isEqualTo(Message.assistant(prose(400_000)));
    assertThat(OllamaApi.context(request, prose(400_000), LINE)).isEmpty();
  }

  @Test
  void contextThatIsLeftOut_isTold_whenItIsKnown() {
    GenerateRequest request = request(prose(400_000), null, List.of());
    String leftOut =
        "the answer has no context: the conversation has become too long to be carried in it";
    assertThat(OllamaApi.contextWarnings(request, true)).containsExactly(leftOut);
    assertThat(OllamaApi.contextWarnings(request, false)).isEmpty();
    AnswerWriter lines = OllamaApi.generateLines(request, Clock.systemUTC());
    assertThat(told(lines, "Hi")).containsExactly(leftOut);
    assertThat(bytes(lines)).contains("\"done\":true").doesNotContain("context");
    AnswerWriter whole = OllamaApi.generateWhole(request, Clock.systemUTC());
    assertThat(told(whole, "Hi")).isEmpty();
    assertThat(bytes(whole)).contains("\"context\":[" + MARK);
    assertThat(told(OllamaApi.generateWhole(request, Clock.systemUTC()), prose(200_000)))
        .containsExactly(leftOut);

    GenerateRequest brief = request("Hi", null, List.of());
    assertThat(OllamaApi.contextWarnings(brief, true)).isEmpty();
    assertThat(told(OllamaApi.generateLines(brief, Clock.systemUTC()), "Hi")).isEmpty();
    for (String noContext : List.of("\"prompt\":\"Hi\",\"raw\":true", "\"keep_alive\":5")) {
      GenerateRequest none =
          OllamaApi.readGenerate(("{" + noContext + "}").getBytes(StandardCharsets.UTF_8));
      assertThat(told(OllamaApi.generateLines(none, Clock.systemUTC()), "Hi")).isEmpty();
    }
  }

  private static List<String> told(AnswerWriter writer, String answer) {
    writer.start();
    writer.text(answer);
    writer.end(new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true));
    return writer.warnings();
  }

  private static String bytes(AnswerWriter writer) {
    return StandardCharsets.UTF_8.decode(writer.ready()).toString();
  }

  @Test
  void foreignContext_isTold() {
    List<Integer> own = OllamaApi.context(request("One?", null, List.of()), "One.", LINE);
    assertThat(OllamaApi.contextWarnings(request("Two?", null, own), true)).isEmpty();
    List<Integer> changed = new ArrayList<>(own);
    changed.set(4, own.get(4) ^ 1);
    for (List<Integer> foreign : List.of(changed, List.of(128006, 882), List.of(MARK))) {
      assertThat(OllamaApi.contextWarnings(request("Two?", null, foreign), false))
          .containsExactly(
              "the context has no effect: it is none that this gateway gave, or it was changed");
      assertThat(turns(request("Two?", null, foreign))).containsExactly(Turn.user("Two?"));
    }
  }

  @Test
  void text_thatIsTooLong_isNotCarriedHoweverWellItShrinks() {
    // {"turns":[["user","…"]]} takes 23 bytes around the text.
    int most = GenerateContext.MAX_TEXT - 23;
    List<Message> longest = List.of(Message.user("a".repeat(most)));

    assertThat(GenerateContext.decode(GenerateContext.encode(longest, LINE))).isEqualTo(longest);
    for (String tooLong : List.of("a".repeat(most + 1), "ä".repeat(most / 2 + 1))) {
      assertThat(GenerateContext.encode(List.of(Message.user(tooLong)), LINE)).isEmpty();
    }
  }

  @Test
  void bomb_isFoundWithoutUnpackingMoreThanACharacterTooMany() throws DataFormatException {
    byte[] bomb = deflated(new byte[15_000_000]);
    assertThat(bomb.length).isLessThan(3 * (GenerateContext.MAX_NUMBERS - 2));
    Inflater inflater = new Inflater();

    assertThatThrownBy(() -> GenerateContext.inflate(bomb, inflater))
        .isInstanceOf(DataFormatException.class)
        .hasMessage("too long");
    assertThat(inflater.getBytesWritten()).isEqualTo(GenerateContext.MAX_TEXT + 1);
    inflater.end();
    assertIgnored(context(bomb));
  }

  @Test
  void text_ofExactlyTheLimit_isUnpacked() throws DataFormatException {
    Inflater inflater = new Inflater();
    byte[] text = new byte[GenerateContext.MAX_TEXT];
    Arrays.fill(text, (byte) 'a');

    assertThat(GenerateContext.inflate(deflated(text), inflater))
        .hasSize(GenerateContext.MAX_TEXT)
        .matches("a*");
    inflater.end();
  }

  @Test
  void context_thatIsForeignOrDamaged_isIgnored() {
    List<Integer> context =
        GenerateContext.encode(List.of(Message.user("Hello, hello, hello")), LINE);
    assertIgnored(List.of(1));
    assertIgnored(List.of(MARK));
    assertIgnored(List.of(MARK, 0));
    assertIgnored(List.of(MARK, -1));
    assertIgnored(List.of(MARK, Integer.MIN_VALUE, 1));
    assertIgnored(List.of(MARK, 4, 1));
    assertIgnored(List.of(128006, 882, 128007));
    assertIgnored(List.of(MARK, 3, 1, -1));
    List<Integer> tooLarge = new ArrayList<>(context);
    tooLarge.set(2, context.get(2) | (1 << 29));
    assertIgnored(tooLarge);
    assertIgnored(context.subList(0, context.size() - 1));
    for (int i = 0; i < context.size() - 1; i++) {
      List<Integer> damaged = new ArrayList<>(context);
      damaged.set(i, damaged.get(i) ^ 0x10100);
      assertIgnored(damaged);
    }
  }

  @Test
  void context_thatWasCutAndCountedAnew_isIgnored() {
    byte[] whole = deflated("{\"turns\":[[\"user\",\"Hello\"]]}".getBytes(StandardCharsets.UTF_8));

    assertThat(GenerateContext.decode(context(whole))).containsExactly(Message.user("Hello"));
    for (int size = 1; size < whole.length; size++) {
      assertIgnored(context(Arrays.copyOf(whole, size)));
    }
  }

  @Test
  void context_ofOtherJson_isIgnored() {
    for (String json :
        List.of(
            "5",
            "{}",
            "{\"turns\":5}",
            "{\"turns\":[5]}",
            "{\"turns\":[null]}",
            "{\"turns\":[[\"user\"]]}",
            "{\"turns\":[[\"user\",5]]}",
            "{\"turns\":[[5,\"text\"]]}",
            "{\"turns\":[[\"user\",\"text\",\"more\"]]}")) {
      assertIgnored(context(deflated(json.getBytes(StandardCharsets.UTF_8))));
    }
  }

  @Tag("slow")
  @Test
  void context_longerThanAnyThatIsGiven_isIgnored() {
    String noise =
        new Random(1)
            .ints(400_000, 'a', 'z')
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    String json = "{\"turns\":[[\"user\",\"%s\"]]}".formatted(noise);
    List<Integer> context = context(deflated(json.getBytes(StandardCharsets.UTF_8)));

    assertThat(context).hasSizeGreaterThan(GenerateContext.MAX_NUMBERS);
    assertIgnored(context);
  }

  @Test
  void numbers_beyondAnyContext_areReadAndNotKept() {
    List<Integer> context = GenerateContext.encode(List.of(Message.user("Hello")), LINE);
    assertThat(read(context).context()).isEqualTo(context);
    assertThat(read(Collections.nCopies(100_000, MARK)).context())
        .hasSize(GenerateContext.MAX_NUMBERS + 1);
    assertThatThrownBy(() -> read(Collections.nCopies(100_000, null)))
        .isInstanceOf(CallException.class);
    assertThat(
            OllamaApi.readGenerate(
                    "{\"context\":[4294967296,-9223372036854775808,2147483647]}"
                        .getBytes(StandardCharsets.UTF_8))
                .context())
        .containsExactly(-1, -1, Integer.MAX_VALUE);
  }

  private static GenerateRequest read(List<Integer> context) {
    String body = "{\"context\": %s}".formatted(context).replace("null", "\"x\"");
    return OllamaApi.readGenerate(body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void context_carriesTheConversationOn() {
    GenerateRequest first = request("One?", "Be brief.", List.of());
    List<Integer> context = OllamaApi.context(first, "One.", LINE);
    GenerateRequest second = request("Two?", null, context);
    context = OllamaApi.context(second, "Two.", LINE);

    assertThat(turns(request("Three?", null, context)))
        .containsExactly(
            Turn.system("Be brief."),
            Turn.user("One?"),
            Turn.assistant("One."),
            Turn.user("Two?"),
            Turn.assistant("Two."),
            Turn.user("Three?"));
  }

  @Test
  void newSystemPrompt_replacesTheOldOneAndNothingElse() {
    List<Integer> context =
        OllamaApi.context(request("One?", "Be brief.", List.of()), "One.", LINE);

    assertThat(turns(request("Two?", "Be kind.", context)))
        .containsExactly(
            Turn.system("Be kind."), Turn.user("One?"), Turn.assistant("One."), Turn.user("Two?"));
  }

  @Test
  void context_whereNothingWasAskedOrCarried_isEmpty() {
    GenerateRequest raw =
        new GenerateRequest(
            "m", "p", null, null, null, true, List.of(), List.of(), null, Map.of(), null, null,
            null);

    assertThat(OllamaApi.context(raw, "answer", LINE)).isEmpty();
    assertThat(OllamaApi.context(request("", null, List.of()), "answer", LINE)).isEmpty();
  }

  private static GenerateRequest request(
      String prompt, @Nullable String system, List<Integer> context) {
    return new GenerateRequest(
        "m", prompt, null, system, null, false, context, List.of(), null, Map.of(), null, null,
        null);
  }

  private static List<Turn> turns(GenerateRequest request) {
    return OllamaApi.toChatCall(request).turns();
  }

  private static byte[] deflated(byte[] text) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    deflater.setInput(text);
    deflater.finish();
    byte[] room = new byte[500_000];
    byte[] deflated = Arrays.copyOf(room, deflater.deflate(room));
    deflater.end();
    return deflated;
  }

  private static List<Integer> context(byte[] deflated) {
    List<Integer> context = new ArrayList<>(List.of(MARK, deflated.length));
    BigInteger bits = new BigInteger(1, deflated);
    int numbers = (8 * deflated.length + 28) / 29;
    bits = bits.shiftLeft(29 * numbers - 8 * deflated.length);
    for (int i = numbers - 1; i >= 0; i--) {
      context.add(bits.shiftRight(29 * i).intValue() & ((1 << 29) - 1));
    }
    return context;
  }

  private static void assertIgnored(List<Integer> context) {
    assertThat(GenerateContext.decode(context)).isEmpty();
  }
}
