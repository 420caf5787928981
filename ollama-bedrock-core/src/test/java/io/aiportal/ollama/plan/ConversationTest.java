package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.content;
import static io.aiportal.ollama.plan.Plans.plan;
import static io.aiportal.ollama.plan.Plans.result;
import static io.aiportal.ollama.plan.Plans.text;
import static io.aiportal.ollama.plan.Plans.use;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.ChatContent.Document;
import io.aiportal.ollama.chat.ChatContent.Image;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.SearchResult;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.chat.Turn.Role;
import io.aiportal.ollama.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationTest {

  private static final byte[] DATA = {1, 2};

  @Test
  void reasoning_thatIsSigned_goesBackAsItCame() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Time?"),
            Turn.of(
                Role.ASSISTANT,
                new ReasoningText("", "s1"),
                new RedactedReasoning(DATA),
                new Text("I look."),
                new ReasoningText("between", "s2"),
                use("a", "get_time")),
            Turn.of(Role.USER, result("a", "noon")));

    assertThat(content(plan, 1))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            new ContentBlock.ReasoningText("", "s1"),
            new ContentBlock.RedactedContent(DATA),
            text("I look."),
            new ContentBlock.ReasoningText("between", "s2"),
            new ContentBlock.ToolUse("a", "get_time", Map.of()));
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void reasoning_behindOtherThings_goesFirst() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Hi"),
            Turn.of(
                Role.ASSISTANT,
                new Text("a"),
                new ReasoningText("r1", "s1"),
                new Text("b"),
                new ReasoningText("r2", "s2")),
            Turn.user("Go on."));

    assertThat(content(plan, 1))
        .containsExactly(
            new ContentBlock.ReasoningText("r1", "s1"),
            new ContentBlock.ReasoningText("r2", "s2"),
            text("a"),
            text("b"));
  }

  @Test
  void blankText_besideSignedReasoning_stays() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Hi"),
            Turn.of(
                Role.ASSISTANT, new ReasoningText("r", "s"), new Text(""), use("a", "get_time")),
            Turn.of(Role.USER, result("a", "noon")));

    assertThat(content(plan, 1))
        .containsExactly(
            new ContentBlock.ReasoningText("r", "s"),
            text(""),
            new ContentBlock.ToolUse("a", "get_time", Map.of()));
  }

  @Test
  void blankText_atTheEndOfAPrefill_goesEvenBesideReasoning() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Hi"),
            Turn.of(Role.ASSISTANT, new ReasoningText("r", "s"), new Text(" ")));

    assertThat(content(plan, 1)).containsExactly(new ContentBlock.ReasoningText("r", "s"));
  }

  @Test
  void reasoning_withoutSignature_isLeftOutAsEver() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Hi"),
            Turn.of(Role.ASSISTANT, new ReasoningText("r", null), new Text("Hello.")),
            Turn.user("Go on."));

    assertThat(content(plan, 1)).containsExactly(text("Hello."));
    assertThat(plan.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-3-haiku", "nova-2-lite", "gpt-oss", "llama3.3"})
  void reasoning_signedByAnotherModel_isLeftOutAndTold(String model) {
    Plan plan =
        plan(
            model,
            Turn.user("Hi"),
            Turn.of(
                Role.ASSISTANT,
                new ReasoningText("r", "s"),
                new RedactedReasoning(DATA),
                new Text("Hello.")),
            Turn.user("Go on."));

    assertThat(content(plan, 1)).containsExactly(text("Hello."));
    assertThat(plan.warnings())
        .containsExactly("reasoning of another model is left out: this one takes none back");
  }

  @Test
  void blocks_thatHaveNoPlaceThere_areLeftOutAndTold() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(
                Role.SYSTEM,
                new Text("Be brief."),
                new Image(Plans.PNG),
                new Document("txt", null, DATA),
                new RedactedReasoning(DATA)),
            Turn.of(Role.USER, new Text("Hi"), new ReasoningText("r", "s")),
            Turn.of(
                Role.ASSISTANT,
                new Text("Hello."),
                new Image(Plans.PNG),
                new Document("txt", null, DATA)),
            Turn.user("Go on."));

    assertThat(plan.request().system()).containsExactly(text("Be brief."));
    assertThat(content(plan, 0)).containsExactly(text("Hi"));
    assertThat(content(plan, 1)).containsExactly(text("Hello."));
    assertThat(plan.warnings())
        .containsExactly(
            "an image in a system prompt is left out: models see only what users show",
            "a document in a system prompt is left out: models read only what users show",
            "reasoning in a system prompt is left out: only the assistant reasons",
            "reasoning in a message of the user is left out: only the assistant reasons",
            "an image in a message of the assistant is left out: models see only what users show",
            "a document in a message of the assistant is left out: models read only what users"
                + " show");
  }

  @Test
  void systemText_inSeveralBlocks_staysApart() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(Role.SYSTEM, new Text("One."), new Text(" "), new Text("Two.")),
            Turn.user("Hi"));

    assertThat(plan.request().system()).containsExactly(text("One."), text("Two."));
  }

  @Test
  void document_getsANameThatFitsAndSomeTextBeside() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(
                Role.USER,
                new Document("pdf", "Report_v2.pdf", DATA),
                new Document("csv", "Report_v2.pdf", DATA)));

    assertThat(content(plan, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            text("."),
            new ContentBlock.Document("pdf", "Report-v2-pdf", DATA),
            new ContentBlock.Document("csv", "Report-v2-pdf (1)", DATA));
  }

  @Test
  void documentThatIsCited_keepsItsContext_andTheNamesThatItWasGiven() {
    DocumentCitations citations = new DocumentCitations("Of 1900.", List.of("One.", "Two."));
    Document named = new Document("pdf", "Report.pdf", DATA, citations);
    Document nameless = new Document("txt", null, DATA, citations);
    Plan plan = plan(SONNET, Turn.of(Role.USER, named, nameless, new Document("md", "a", DATA)));

    assertThat(content(plan, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            text("."),
            new ContentBlock.Document("pdf", "Report-pdf", DATA, citations),
            new ContentBlock.Document("txt", "document", DATA, citations),
            new ContentBlock.Document("md", "a", DATA));
    Map<String, @Nullable String> names = new HashMap<>();
    names.put("Report-pdf", "Report.pdf");
    names.put("document", null);
    assertThat(plan.answer().documentNames()).isEqualTo(names);
    assertThat(plan.warnings()).isEmpty();
  }

  @Test
  void documentThatCannotBeCited_isReadBehindItsContext() {
    Turn turn =
        Turn.of(
            Role.USER,
            new Document("txt", "a", DATA, new DocumentCitations("Of 1900.", List.of("One."))),
            new Document("txt", "b", DATA, new DocumentCitations(null, List.of())));
    List<ContentBlock> plain =
        List.of(
            text("Of 1900."),
            new ContentBlock.Document("txt", "a", DATA),
            new ContentBlock.Document("txt", "b", DATA));

    Plan ofNova = plan("nova-pro", turn);
    assertThat(content(ofNova, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(plain);
    assertThat(ofNova.warnings()).containsExactly("citations have no effect: the model gives none");
    assertThat(ofNova.answer().documentNames()).isEmpty();

    Plan ofJson = Plans.plan(SONNET, Plans.call(turn).outputFormat(new OutputFormat.Json()));
    assertThat(content(ofJson, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(plain);
    assertThat(ofJson.warnings()).contains("citations have no effect: the answer has a format");
  }

  @Test
  void textThatIsCited_goesAsPlainText_andWhatIsNeitherTextNorPdfUncited() {
    DocumentCitations citations = new DocumentCitations("Of 1900.", List.of());
    for (String format : List.of("csv", "html", "md", "txt")) {
      Plan plan = plan(SONNET, Turn.of(Role.USER, new Document(format, "a", DATA, citations)));
      assertThat(content(plan, 0))
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(text("."), new ContentBlock.Document("txt", "a", DATA, citations));
      assertThat(plan.warnings()).isEmpty();
    }
    Plan plan = plan(SONNET, Turn.of(Role.USER, new Document("docx", "a", DATA, citations)));
    assertThat(content(plan, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(text("Of 1900."), new ContentBlock.Document("docx", "a", DATA));
    assertThat(plan.warnings())
        .containsExactly("citations of a document have no effect: only text and PDF can be cited");
  }

  @Test
  void documentOfATool_isCitedBehindItsResult() {
    Document document = new Document("txt", "a", DATA, new DocumentCitations(null, List.of()));
    List<Turn> turns =
        List.of(
            Turn.user("Time?"),
            Turn.of(Role.ASSISTANT, use("a", "read")),
            Turn.of(Role.USER, new ToolResult("a", null, List.of(document), null)));
    Plan plan = plan(SONNET, turns.toArray(Turn[]::new));

    assertThat(content(plan, 2))
        .containsExactly(
            new ContentBlock.ToolResult("a", List.of(text("(The documents follow.)")), null));
    assertThat(content(plan, 4))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(
            text("."),
            new ContentBlock.Document("txt", "a", DATA, new DocumentCitations(null, List.of())));

    ContentBlock inside = content(plan("nova-pro", turns.toArray(Turn[]::new)), 2).get(0);
    assertThat(((ContentBlock.ToolResult) inside).content())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(new ContentBlock.Document("txt", "a", DATA));
  }

  @Test
  void earlierAnswer_citesTheDocumentsThatAreStillThere_asBedrockKnowsThem() {
    DocumentCitations enabled = new DocumentCitations(null, List.of());
    Turn asks =
        Turn.of(
            Role.USER,
            new Document("txt", "a.txt", DATA, enabled),
            new Document("txt", null, DATA, enabled),
            new Document("txt", null, DATA));
    Text answer =
        new Text(
            "Rome ",
            List.of(
                cited(0, "a.txt"),
                cited(0, "b"),
                cited(1, null),
                cited(2, null),
                cited(3, null),
                new Citation(Citation.Unit.FOUND_PARTS, 0, 0, 1, "", "a.txt", "a")));
    ContentBlock text = text("Rome ");

    assertThat(content(plan(SONNET, asks, Turn.of(Role.ASSISTANT, answer), Turn.user("And?")), 1))
        .containsExactly(
            new ContentBlock.CitedText("Rome ", List.of(cited(0, "a-txt"), cited(1, "document"))));
    assertThat(content(plan(SONNET, asks, Turn.of(Role.ASSISTANT, answer)), 1))
        .containsExactly(
            new ContentBlock.CitedText("Rome", List.of(cited(0, "a-txt"), cited(1, "document"))));
    for (String model : List.of(SONNET, "nova-pro")) {
      Turn says = model.equals(SONNET) ? Turn.user("Hi") : asks;
      assertThat(content(plan(model, says, Turn.of(Role.ASSISTANT, answer), Turn.user("And?")), 1))
          .containsExactly(text);
    }
    Text blank = new Text(" ", answer.citations());
    Text more = new Text("more");
    assertThat(
            content(plan(SONNET, asks, Turn.of(Role.ASSISTANT, blank, more), Turn.user("And?")), 1))
        .containsExactly(text("more"));
  }

  @Test
  void citation_countsDocumentsAsBedrockSeesThem_firstThoseOfResults_inTheOrderOfTheCalls() {
    Turn asks =
        Turn.of(
            Role.USER,
            citable("c"),
            new ToolResult("b", null, List.of(new Document("txt", "b", DATA)), null),
            new ToolResult("a", null, List.of(new Document("txt", "a", DATA)), null));
    Turn calls = Turn.of(Role.ASSISTANT, use("a", "read"), use("b", "read"));
    Text answer = new Text("Rome", List.of(cited(0, "c"), cited(2, "c")));
    Plan plan =
        plan(
            SONNET,
            Turn.user("Hi"),
            calls,
            asks,
            Turn.of(Role.ASSISTANT, answer),
            Turn.user("And?"));

    assertThat(content(plan, 5))
        .containsExactly(new ContentBlock.CitedText("Rome", List.of(cited(2, "c"))));
  }

  @Test
  void citation_ofADocumentInAResultThatNoCallWants_findsIt_underItsName() {
    ToolResult unwanted = new ToolResult("a", "read", List.of(citable("a")), null);
    Text answer = new Text("Rome", List.of(cited(0, "a"), cited(1, "b")));
    Plan plan =
        plan(
            SONNET,
            Turn.of(Role.USER, unwanted, citable("b")),
            Turn.of(Role.ASSISTANT, answer),
            Turn.user("And?"));

    assertThat(content(plan, 1))
        .containsExactly(new ContentBlock.CitedText("Rome", answer.citations()));
    assertThat(plan.answer().documentNames()).containsOnlyKeys("a", "b");
  }

  @Test
  void citation_ofADocumentWithNamesakes_isLeftOut() {
    for (String name : Arrays.asList("a", null)) {
      Turn asks = Turn.of(Role.USER, citable(name), citable(name), citable("b"));
      Text answer = new Text("Rome", List.of(cited(0, name), cited(1, name), cited(2, "b")));
      Plan plan = plan(SONNET, asks, Turn.of(Role.ASSISTANT, answer), Turn.user("And?"));

      assertThat(content(plan, 1))
          .containsExactly(new ContentBlock.CitedText("Rome", List.of(cited(2, "b"))));
    }
  }

  private static Document citable(@Nullable String name) {
    return new Document("txt", name, DATA, new DocumentCitations(null, List.of()));
  }

  private static Citation cited(int document, @Nullable String title) {
    return new Citation(Citation.Unit.CHARACTERS, document, 0, 4, "Rome", title);
  }

  private static final SearchResult FOUND =
      new SearchResult("https://example.com", "Rome", List.of("Built", "\u00a0", "in a day"));

  @Test
  void searchResult_isCited_inPartsThatAreNotBlank_inAToolsResultToo() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(Role.USER, new Text("When?"), FOUND),
            Turn.of(Role.ASSISTANT, use("a", "search")),
            Turn.of(Role.USER, new ToolResult("a", null, List.of(FOUND), null)));

    ContentBlock cited =
        new ContentBlock.SearchResult("https://example.com", "Rome", List.of("Built", "in a day"));
    assertThat(content(plan, 0)).containsExactly(text("When?"), cited);
    assertThat(content(plan, 2))
        .containsExactly(new ContentBlock.ToolResult("a", List.of(cited), null));
    assertThat(plan.warnings()).isEmpty();
    SearchResult blank = new SearchResult("https://example.com", "Rome", List.of(" "));
    assertThat(content(plan(SONNET, Turn.of(Role.USER, blank)), 0))
        .containsExactly(text("Rome\nhttps://example.com\n\n "));
  }

  @Test
  void searchResult_thatCannotBeCited_isText() {
    Turn turn = Turn.of(Role.USER, FOUND);
    ContentBlock text = text("Rome\nhttps://example.com\n\nBuilt\n\u00a0\nin a day");

    Plan ofNova = plan("nova-pro", turn);
    assertThat(content(ofNova, 0)).containsExactly(text);
    assertThat(ofNova.warnings()).containsExactly("citations have no effect: the model gives none");

    Plan ofJson = Plans.plan(SONNET, Plans.call(turn).outputFormat(new OutputFormat.Json()));
    assertThat(content(ofJson, 0)).containsExactly(text);
    assertThat(ofJson.warnings()).contains("citations have no effect: the answer has a format");
  }

  @Test
  void searchResult_ofTheAssistant_isLeftOutAndTold() {
    Plan plan =
        plan(
            SONNET, Turn.user("Hi"), Turn.of(Role.ASSISTANT, new Text("a"), FOUND), Turn.user("b"));
    assertThat(content(plan, 1)).containsExactly(text("a"));
    assertThat(plan.warnings())
        .containsExactly(
            "a search result in a message of the assistant is left out: models cite only what"
                + " users show");
  }

  @Test
  void document_besideTextOfItsOwn_needsNoOther() {
    Plan plan =
        plan(SONNET, Turn.of(Role.USER, new Document("md", "a", DATA), new Text("Read it.")));

    assertThat(content(plan, 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(new ContentBlock.Document("md", "a", DATA), text("Read it."));
  }

  @Test
  void document_behindResults_standsInATurnOfItsOwn() {
    Plan plan =
        plan(
            SONNET,
            Turn.user("Time?"),
            Turn.of(Role.ASSISTANT, use("a", "get_time")),
            Turn.of(Role.USER, result("a", "noon"), new Document("md", "a", DATA)));

    assertThat(roles(plan)).containsExactly("user", "assistant", "user", "assistant", "user");
    assertThat(content(plan, 3)).containsExactly(text("."));
    assertThat(content(plan, 4)).hasSize(2).contains(text("."));
  }

  @Test
  void mediaOfAResult_staysInsideWhereTheModelTakesItThere() {
    assertThat(mediaResult(SONNET, "pdf")).containsExactly("user: result(seen, image, document)");
    assertThat(mediaResult("nova-pro", "md"))
        .containsExactly("user: result(seen, image, document)");
    assertThat(mediaResult("nova-pro", "csv"))
        .containsExactly("user: result(seen, image, document)");
    assertThat(mediaResult("nova-pro", "pdf"))
        .containsExactly(
            "user: result(seen, image, (The documents follow.))",
            "assistant: .",
            "user: ., document");
  }

  @Test
  void mediaOfAResult_followsItWhereTheModelTakesNoneThere() {
    Model blind =
        Plans.model(SONNET, traits -> traits.tools(Plans.model("qwen3").traits().tools()));

    assertThat(mediaResult(blind, "md"))
        .containsExactly(
            "user: result(seen, (The images follow.), (The documents follow.))",
            "assistant: .",
            "user: ., image, document");
  }

  @Test
  void result_thatNoCallWants_isToldWithAllThatIsInIt() {
    Plan plan =
        plan(
            SONNET,
            Turn.of(
                Role.USER,
                new ToolResult(
                    "x", "look", List.of(new Text("a"), new Image(Plans.PNG), new Text("b")), true),
                new ToolResult(null, null, List.of(new Image(Plans.PNG)), null),
                new ToolResult(null, "gone", List.of(), false)));

    assertThat(described(plan))
        .containsExactly(
            "user: Result of the tool look, which failed:\na\nb, image, Result of a tool:, image,"
                + " Result of the tool gone:\n(no output)");
  }

  @Test
  void calls_forAModelWithoutTools_areWordsInTheirPlace() {
    Plan plan =
        plan(
            "deepseek-r1",
            Turn.user("Time?"),
            Turn.of(
                Role.ASSISTANT,
                new Text("I look."),
                new ReasoningText("r", null),
                use("a", "get_time"),
                new Text(" "),
                new Text("And"),
                use("b", "get_date")),
            Turn.of(Role.USER, result("a", "noon"), new Text("Well?"), new Text("Hm.")));

    assertThat(described(plan))
        .containsExactly(
            "user: Time?",
            "assistant: I look., Call of the tool get_time: {}\nAnd\nCall of the tool get_date: {}",
            "user: Result of a tool:\nnoon, Well?, Hm.");
    assertThat(plan.request().toolConfig()).isNull();
  }

  @Test
  void textBesideCalls_isSplitOnlyWhereThereIsBoth() {
    Turn both = Turn.of(Role.ASSISTANT, new Text("I look."), use("a", "get_time"));
    Turn callOnly = Turn.of(Role.ASSISTANT, use("a", "get_time"));
    Turn end = Turn.of(Role.USER, result("a", "noon"));

    assertThat(described(plan("llama3.3", Turn.user("Time?"), both, end)))
        .containsExactly(
            "user: Time?",
            "assistant: I look.",
            "user: .",
            "assistant: call",
            "user: result(noon)");
    assertThat(described(plan("llama3.3", Turn.user("Time?"), callOnly, end)))
        .containsExactly("user: Time?", "assistant: call", "user: result(noon)");
    assertThat(described(plan("llama3.3", Turn.user("Hi"), Turn.assistant("Hi"), Turn.user("."))))
        .containsExactly("user: Hi", "assistant: Hi", "user: .");
    assertThat(described(plan(SONNET, Turn.user("Time?"), both, end)))
        .containsExactly("user: Time?", "assistant: I look., call", "user: result(noon)");
  }

  @Test
  void systemPrompt_atTheEnd_isNoPrefillAnywhere() {
    Turn[] turns = {Turn.user("2+2?"), Turn.assistant("4"), Turn.system("Write a title.")};

    assertThat(described(plan(SONNET, turns)))
        .containsExactly("user: 2+2?", "assistant: 4", "user: Go on as instructed.");
    assertThat(described(plan("claude-sonnet-4.6", turns)))
        .containsExactly("user: 2+2?", "assistant: 4", "user: Go on as instructed.");
    assertThat(described(plan("titan-text-express", turns)))
        .containsExactly(
            "user: Write a title., 2+2?", "assistant: 4", "user: Go on as instructed.");
  }

  @Test
  void lastWordOfTheAssistant_staysWhereTheModelTakesIt() {
    Turn[] turns = {Turn.user("2+2?"), Turn.system("Be brief."), Turn.assistant("4 ")};

    assertThat(described(plan(SONNET, turns))).containsExactly("user: 2+2?", "assistant: 4");
    assertThat(described(plan("claude-sonnet-4.6", turns)))
        .containsExactly("user: 2+2?", "assistant: 4", "user: Continue.");
  }

  @Test
  void silence_isFilledOnlyWhereSomebodyHasATurn() {
    assertThat(described(plan(SONNET))).containsExactly("user: .");
    assertThat(described(plan(SONNET, new Turn(Role.USER, List.of())))).containsExactly("user: .");
    assertThat(described(plan("nova-pro", Turn.assistant("Hello."))))
        .containsExactly("user: .", "assistant: Hello.");
    assertThat(described(plan(SONNET, Turn.assistant("Hello."))))
        .containsExactly("assistant: Hello.");
  }

  private static List<String> mediaResult(String model, String format) {
    return mediaResult(Plans.model(model), format);
  }

  private static List<String> mediaResult(Model model, String format) {
    Turn result =
        Turn.of(
            Role.USER,
            new ToolResult(
                "a",
                null,
                List.of(new Text("seen"), new Image(Plans.PNG), new Document(format, "d", DATA)),
                null));
    Plan plan =
        Planner.plan(
            Plans.call(Turn.user("Look."), Turn.of(Role.ASSISTANT, use("a", "look")), result)
                .build(),
            model);
    return described(plan).subList(2, plan.request().messages().size());
  }

  /** The messages in short: role and blocks. */
  private static List<String> described(Plan plan) {
    List<String> messages = new ArrayList<>();
    for (ConverseMessage message : plan.request().messages()) {
      messages.add(message.role().value() + ": " + described(message.content()));
    }
    return messages;
  }

  private static String described(List<ContentBlock> content) {
    return String.join(", ", content.stream().map(ConversationTest::described).toList());
  }

  private static String described(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return text.text();
    } else if (block instanceof ContentBlock.ToolResult result) {
      return "result(" + described(result.content()) + ")";
    } else if (block instanceof ContentBlock.ToolUse) {
      return "call";
    }
    return block instanceof ContentBlock.Image ? "image" : "document";
  }

  private static List<String> roles(Plan plan) {
    return plan.request().messages().stream()
        .map(ConverseMessage::role)
        .map(ConversationRole::value)
        .toList();
  }
}
