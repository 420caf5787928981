package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent.CachePoint;
import io.aiportal.ollama.chat.ChatContent.Document;
import io.aiportal.ollama.chat.ChatContent.Image;
import io.aiportal.ollama.chat.ChatContent.ReasoningText;
import io.aiportal.ollama.chat.ChatContent.RedactedReasoning;
import io.aiportal.ollama.chat.ChatContent.SearchResult;
import io.aiportal.ollama.chat.ChatContent.Text;
import io.aiportal.ollama.chat.ChatContent.ToolResult;
import io.aiportal.ollama.chat.ChatContent.ToolUse;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.model.Capability;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ToolTraits.ResultDocuments;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts turns in any order into a conversation as Bedrock takes it.
 *
 * <p>Callers may say what they like in any order; Bedrock wants system prompts apart, user and
 * assistant in turns, every tool call answered at once, and no blank text anywhere. Reasoning goes
 * back to the model only as it signed it: unsigned, models refuse it or leak it.
 */
final class Conversation {

  private static final ContentBlock.Text CONTINUE = new ContentBlock.Text("Continue.");
  private static final ContentBlock.Text GO_ON_AS_INSTRUCTED =
      new ContentBlock.Text("Go on as instructed.");
  private static final ContentBlock.Text IMAGES_FOLLOW =
      new ContentBlock.Text("(The images follow.)");
  private static final ContentBlock.Text DOCUMENTS_FOLLOW =
      new ContentBlock.Text("(The documents follow.)");
  private static final Set<String> TEXT_FORMATS = Set.of("csv", "html", "txt", "md");

  private final ModelTraits traits;
  private final ToolPlan tools;
  private final CachePlan cache;
  private final Warnings warnings;
  private final ToolCallIds ids;
  private final DocumentNaming documents = new DocumentNaming();
  private final AlternatingMessages messages;
  private final List<ContentBlock> system = new ArrayList<>();
  private final boolean assistantLast;
  private final boolean wantsJson;

  /** What the user says since the assistant spoke last, without the results of tools. */
  private List<ContentBlock> userContent = new ArrayList<>();

  /** What the assistant says since the user spoke last. */
  private AssistantContent assistantContent = new AssistantContent();

  private PendingToolCalls pending;
  private boolean assistantSpeaks;
  private boolean userSpeaks;
  private boolean usesTools;

  private Conversation(
      ChatCall call, ModelTraits traits, ToolPlan tools, CachePlan cache, Warnings warnings) {
    this.assistantLast = call.endsWithAssistant();
    this.wantsJson = !(call.outputFormat() instanceof OutputFormat.Text);
    this.traits = traits;
    this.tools = tools;
    this.cache = cache;
    this.warnings = warnings;
    this.ids = new ToolCallIds(traits.tools().shortIds());
    this.messages = new AlternatingMessages(traits.tools().resultAlone());
    this.pending = new PendingToolCalls(traits.tools().resultStatus());
  }

  /** The conversation of a call that was checked. */
  static Conversation of(
      ChatCall call, ModelTraits traits, ToolPlan tools, CachePlan cache, Warnings warnings) {
    Conversation conversation = new Conversation(call, traits, tools, cache, warnings);
    List<Turn> turns =
        traits.can(Capability.TOOLS) ? call.turns() : ToolTranscript.of(call.turns());
    turns.forEach(conversation::add);
    conversation.end();
    return conversation;
  }

  /** Adds to what the system says; null adds nothing. */
  void instruct(@Nullable String text) {
    if (text != null) {
      system.add(new ContentBlock.Text(text));
    }
  }

  /** What the system says; empty for families that take it from the user. */
  List<ContentBlock> system() {
    return traits.conversation().system() ? system : List.of();
  }

  /** The names that the caller gave the documents that may be cited, by those that Bedrock gets. */
  Map<String, @Nullable String> documentNames() {
    return documents.cited();
  }

  /** Whether tools are called anywhere, so that they must be described. */
  boolean usesTools() {
    return usesTools;
  }

  /** Whether the model is asked to go on after results of tools. */
  boolean endsWithResults() {
    return messages.endsWithResults();
  }

  /** Whether the calls to whose results the model goes on begin with its reasoning. */
  boolean resumesReasoning() {
    return messages.resumesReasoning();
  }

  /**
   * The messages, ready to be sent.
   *
   * @param prefill whether the assistant may have the last word, for the model to go on from there
   */
  List<ConverseMessage> messages(boolean prefill) {
    if (messages.isEmpty()) {
      messages.addFiller(ConversationRole.USER);
    }
    if (traits.conversation().leadingUser() && messages.startsWithAssistant()) {
      messages.addFirst(AlternatingMessages.FILLER);
    }
    if (!traits.conversation().system() && !system.isEmpty()) {
      messages.addFirst(new ContentBlock.Text(systemText()));
    }
    if (messages.endsWithAssistant()) {
      endWithUser(prefill);
    }
    return messages.toList();
  }

  /** The assistant keeps the last word only where the caller's last turn is its own. */
  private void endWithUser(boolean prefill) {
    messages.stripLastText();
    if (!assistantLast) {
      messages.add(ConversationRole.USER, List.of(GO_ON_AS_INSTRUCTED));
    } else if (!prefill) {
      messages.add(ConversationRole.USER, List.of(CONTINUE));
    }
  }

  private String systemText() {
    return system.stream()
        .filter(ContentBlock.Text.class::isInstance)
        .map(block -> ((ContentBlock.Text) block).text())
        .collect(Collectors.joining("\n\n"));
  }

  private void add(Turn turn) {
    switch (turn.role()) {
      case SYSTEM -> turn.content().forEach(this::systemBlock);
      case ASSISTANT -> {
        beginAssistant();
        turn.content().forEach(this::assistantBlock);
      }
      case USER -> {
        beginUser();
        turn.content().forEach(this::userBlock);
      }
    }
  }

  private void systemBlock(io.aiportal.ollama.chat.ChatContent block) {
    if (block instanceof Text text) {
      system.addAll(shown(text));
    } else if (block instanceof CachePoint point) {
      system.addAll(cachePoint(point));
    } else {
      leaveOut(block, "a system prompt");
    }
  }

  private void assistantBlock(io.aiportal.ollama.chat.ChatContent block) {
    if (block instanceof Text text) {
      say(text);
    } else if (block instanceof ToolUse use) {
      call(use);
    } else if (block instanceof ReasoningText reasoning) {
      String signature = reasoning.signature();
      if (signature != null && takesReasoning()) {
        assistantContent.addReasoning(new ContentBlock.ReasoningText(reasoning.text(), signature));
      }
    } else if (block instanceof RedactedReasoning redacted) {
      if (takesReasoning()) {
        assistantContent.addReasoning(new ContentBlock.RedactedContent(redacted.data()));
      }
    } else if (block instanceof CachePoint point) {
      cachePoint(point).forEach(assistantContent::addCachePoint);
    } else {
      leaveOut(block, "a message of the assistant");
    }
  }

  /** What the assistant said, with what it cites of the documents that the model still has. */
  private void say(Text text) {
    List<Citation> citations =
        BlankText.isBlank(text.text())
            ? List.of()
            : text.citations().stream().flatMap(documents::inBedrocksWords).toList();
    if (citations.isEmpty()) {
      assistantContent.addText(new ContentBlock.Text(text.text()));
    } else {
      assistantContent.addText(new ContentBlock.CitedText(text.text(), citations));
    }
  }

  private void userBlock(io.aiportal.ollama.chat.ChatContent block) {
    if (block instanceof ToolResult result) {
      result(result);
    } else if (block instanceof CachePoint point) {
      userContent.addAll(cachePoint(point));
    } else if (block instanceof ReasoningText || block instanceof RedactedReasoning) {
      leaveOut(block, "a message of the user");
    } else {
      userContent.addAll(content(block));
    }
  }

  /** What a user, or a tool, shows the model; nothing for blank text. */
  private List<ContentBlock> content(io.aiportal.ollama.chat.ChatContent block) {
    if (block instanceof Text text) {
      return shown(text);
    } else if (block instanceof Image image) {
      return List.of(ImageFormats.toBlock(image.bytes()));
    } else if (block instanceof Document document) {
      return document(document);
    } else if (block instanceof SearchResult found) {
      return searchResult(found);
    }
    throw noPlaceFor(block);
  }

  /** A document; where it cannot be cited, behind what is said about it. */
  private List<ContentBlock> document(Document document) {
    DocumentCitations citations = document.citations();
    if (citations == null) {
      return List.of(documents.toBlock(document));
    }
    boolean text = TEXT_FORMATS.contains(document.format());
    if (cites() && (text || document.format().equals("pdf"))) {
      // Text of any kind can be cited as plain text, and as no other.
      String format = text ? "txt" : "pdf";
      return List.of(
          documents.toBlock(new Document(format, document.name(), document.bytes(), citations)));
    }
    warnings.addIf(
        cites(), "citations of a document have no effect: only text and PDF can be cited");
    List<ContentBlock> content = new ArrayList<>();
    String context = citations.context();
    if (context != null) {
      content.addAll(shown(new Text(context)));
    }
    content.add(
        documents.toBlock(new Document(document.format(), document.name(), document.bytes())));
    return content;
  }

  /** What a search found, without the parts that Bedrock would refuse; as text if all are. */
  private List<ContentBlock> searchResult(SearchResult found) {
    List<String> parts = found.parts().stream().filter(part -> !BlankText.isBlank(part)).toList();
    return cites() && !parts.isEmpty()
        ? List.of(new ContentBlock.SearchResult(found.source(), found.title(), parts))
        : shown(found.asText());
  }

  /** Whether the answer can cite what was asked to be cited; if not, the caller is told. */
  private boolean cites() {
    boolean cites = traits.media().citations() && !wantsJson;
    warnings.addIf(
        !cites,
        wantsJson
            ? "citations have no effect: the answer has a format"
            : "citations have no effect: the model gives none");
    return cites;
  }

  private static List<ContentBlock> shown(Text text) {
    return BlankText.isBlank(text.text()) ? List.of() : List.of(new ContentBlock.Text(text.text()));
  }

  /** Leaves out what has no place there, and says so. */
  private void leaveOut(io.aiportal.ollama.chat.ChatContent block, String place) {
    if (block instanceof Image) {
      warnings.add("an image in " + place + " is left out: models see only what users show");
    } else if (block instanceof SearchResult) {
      warnings.add(
          "a search result in " + place + " is left out: models cite only what users show");
    } else if (block instanceof Document) {
      warnings.add("a document in " + place + " is left out: models read only what users show");
    } else if (block instanceof ReasoningText || block instanceof RedactedReasoning) {
      warnings.add("reasoning in " + place + " is left out: only the assistant reasons");
    } else {
      throw noPlaceFor(block);
    }
  }

  private static IllegalStateException noPlaceFor(io.aiportal.ollama.chat.ChatContent block) {
    return new IllegalStateException("no place for " + block.getClass().getSimpleName());
  }

  private boolean takesReasoning() {
    boolean takes = traits.thinking().signed() && traits.can(Capability.THINKING);
    warnings.addIf(!takes, "reasoning of another model is left out: this one takes none back");
    return takes;
  }

  /** A hint for the prompt cache as a point; nothing where the model takes none. */
  private List<ContentBlock.CachePoint> cachePoint(CachePoint hint) {
    ContentBlock.CachePoint point = cache.point(hint.timeToLive());
    return point == null ? List.of() : List.of(point);
  }

  private void call(ToolUse use) {
    String id = ids.next(use.id());
    assistantContent.addCall(
        new ContentBlock.ToolUse(id, tools.naming().toBedrock(use.name()), tools.input(use)));
    pending.add(use, id);
  }

  private void result(ToolResult result) {
    if (!pending.wants(result)) {
      // A result that no call wants is still something that the model should know.
      ToolTranscript.inWords(result).forEach(block -> userContent.addAll(content(block)));
      return;
    }
    List<ContentBlock> inside = new ArrayList<>();
    List<ContentBlock> following = new ArrayList<>();
    for (io.aiportal.ollama.chat.ChatContent block : result.content()) {
      (fitsInResult(block) ? inside : following).addAll(content(block));
    }
    if (holds(following, ContentBlock.Image.class)) {
      inside.add(IMAGES_FOLLOW);
    }
    if (holds(following, ContentBlock.Document.class)) {
      inside.add(DOCUMENTS_FOLLOW);
    }
    pending.answer(result, inside);
    userContent.addAll(following);
  }

  private boolean fitsInResult(io.aiportal.ollama.chat.ChatContent block) {
    if (block instanceof Image) {
      return traits.tools().resultImages();
    }
    if (block instanceof Document document) {
      ResultDocuments taken = traits.tools().resultDocuments();
      if (document.citations() != null && cites()) {
        return false;
      }
      return taken == ResultDocuments.ALL
          || (taken == ResultDocuments.TEXT && TEXT_FORMATS.contains(document.format()));
    }
    return true;
  }

  private void beginAssistant() {
    if (!assistantSpeaks) {
      endUser();
      assistantSpeaks = true;
    }
  }

  private void beginUser() {
    if (assistantSpeaks) {
      endAssistant();
    }
    userSpeaks = true;
  }

  private void endAssistant() {
    List<ContentBlock> spoken = assistantContent.spoken();
    List<ContentBlock> calls = assistantContent.calls();
    say(ConversationRole.ASSISTANT, spoken);
    if (!traits.tools().textBesideCalls() && !spoken.isEmpty() && !calls.isEmpty()) {
      messages.addFiller(ConversationRole.USER);
    }
    say(ConversationRole.ASSISTANT, calls);
    usesTools |= !calls.isEmpty();
    assistantContent = new AssistantContent();
    assistantSpeaks = false;
  }

  private void endUser() {
    if (userSpeaks && pending.isEmpty() && isPointsOnly(userContent)) {
      userContent.add(0, AlternatingMessages.FILLER);
    }
    say(ConversationRole.USER, pending.results());
    for (List<ContentBlock> part : MediaLimits.parts(userContent)) {
      if (holdsDocumentsOnly(part)) {
        part.add(0, AlternatingMessages.FILLER);
      }
      say(ConversationRole.USER, part);
    }
    pending = new PendingToolCalls(traits.tools().resultStatus());
    userContent = new ArrayList<>();
    userSpeaks = false;
  }

  /** Whether there is a document and no text, which Bedrock wants beside it. */
  private static boolean holdsDocumentsOnly(List<ContentBlock> content) {
    return holds(content, ContentBlock.Document.class) && !holds(content, ContentBlock.Text.class);
  }

  /** Adds to the messages; what only marks a place goes behind what was said last. */
  private void say(ConversationRole role, List<ContentBlock> content) {
    if (!isPointsOnly(content)) {
      messages.add(role, content);
      documents.sent(content);
    } else if (messages.isEmpty()) {
      system.addAll(content);
    } else {
      messages.addBehindLast(content);
    }
  }

  private static boolean isPointsOnly(List<ContentBlock> content) {
    for (ContentBlock block : content) {
      if (!(block instanceof ContentBlock.CachePoint)) {
        return false;
      }
    }
    return true;
  }

  private static boolean holds(List<ContentBlock> content, Class<? extends ContentBlock> kind) {
    for (ContentBlock block : content) {
      if (kind.isInstance(block)) {
        return true;
      }
    }
    return false;
  }

  private void end() {
    if (assistantSpeaks) {
      endAssistant();
    }
    endUser();
  }
}
