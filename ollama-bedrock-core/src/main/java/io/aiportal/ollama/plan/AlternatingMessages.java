package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.bedrock.ContentBlock.ToolResult;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import java.util.ArrayList;
import java.util.List;

/** The messages of a conversation: user and assistant take turns, and none is empty. */
final class AlternatingMessages {

  /** Says nothing, where Bedrock insists that somebody speaks; blank text is refused. */
  static final Text FILLER = new Text(".");

  private record Message(ConversationRole role, List<ContentBlock> content) {
    boolean holds(Class<? extends ContentBlock> kind) {
      for (ContentBlock block : content) {
        if (kind.isInstance(block)) {
          return true;
        }
      }
      return false;
    }

    int count(Class<? extends ContentBlock> kind) {
      int count = 0;
      for (ContentBlock block : content) {
        count += kind.isInstance(block) ? 1 : 0;
        if (block instanceof ToolResult result) {
          count += (int) result.content().stream().filter(kind::isInstance).count();
        }
      }
      return count;
    }

    boolean startsWithReasoning() {
      return content.get(0) instanceof ContentBlock.ReasoningText
          || content.get(0) instanceof ContentBlock.RedactedContent;
    }
  }

  private final List<Message> messages = new ArrayList<>();
  private final boolean resultsAlone;

  /** No messages yet; {@code resultsAlone} if nothing may stand beside results of tools. */
  AlternatingMessages(boolean resultsAlone) {
    this.resultsAlone = resultsAlone;
  }

  /** Adds what somebody says, at least one block; to the last message if it is theirs. */
  void add(ConversationRole role, List<ContentBlock> content) {
    Message added = new Message(role, new ArrayList<>(content));
    if (messages.isEmpty() || last().role() != role) {
      messages.add(added);
    } else if (mustStandApart(added)) {
      addFiller(ConversationRole.ASSISTANT);
      messages.add(added);
    } else {
      last().content().addAll(content);
    }
  }

  /** Whether something cannot be part of the last message, whose speaker goes on. */
  private boolean mustStandApart(Message added) {
    // No family takes a document beside results.
    boolean besideResults =
        last().holds(ToolResult.class)
            && (resultsAlone || added.holds(ContentBlock.Document.class));
    return besideResults
        || isTooMany(added, ContentBlock.Image.class, MediaLimits.IMAGES)
        || isTooMany(added, ContentBlock.Document.class, MediaLimits.DOCUMENTS);
  }

  /** Whether the last message would have too many of a kind, each of the two parts not. */
  private boolean isTooMany(Message added, Class<? extends ContentBlock> kind, int most) {
    int before = last().count(kind);
    int more = added.count(kind);
    return before > 0 && more > 0 && before + more > most;
  }

  /** Adds to the last message, whoever speaks there. */
  void addBehindLast(List<ContentBlock> content) {
    last().content().addAll(content);
  }

  /** Lets somebody speak who has nothing to say. */
  void addFiller(ConversationRole role) {
    add(role, List.of(FILLER));
  }

  /** Puts what the user says before everything else. */
  void addFirst(ContentBlock block) {
    if (messages.isEmpty() || startsWithAssistant()) {
      messages.add(0, new Message(ConversationRole.USER, new ArrayList<>()));
    }
    messages.get(0).content().add(0, block);
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  boolean startsWithAssistant() {
    return !messages.isEmpty() && messages.get(0).role() == ConversationRole.ASSISTANT;
  }

  boolean endsWithAssistant() {
    return !messages.isEmpty() && last().role() == ConversationRole.ASSISTANT;
  }

  boolean endsWithResults() {
    return !messages.isEmpty() && last().holds(ToolResult.class);
  }

  /** Whether the calls to whose results the model goes on begin with its reasoning. */
  boolean resumesReasoning() {
    return endsWithResults() && messages.get(messages.size() - 2).startsWithReasoning();
  }

  /** Takes the white space off the end, which Bedrock refuses where the assistant speaks last. */
  void stripLastText() {
    List<ContentBlock> content = last().content();
    int end = content.size() - 1;
    while (end > 0 && content.get(end) instanceof ContentBlock.CachePoint) {
      end--;
    }
    if (content.get(end) instanceof Text text) {
      String stripped = BlankText.stripTrailing(text.text());
      if (stripped.isEmpty() && content.size() > 1) {
        content.remove(end);
      } else {
        content.set(end, new Text(stripped));
      }
    } else if (content.get(end) instanceof ContentBlock.CitedText cited) {
      content.set(
          end,
          new ContentBlock.CitedText(BlankText.stripTrailing(cited.text()), cited.citations()));
    }
  }

  List<ConverseMessage> toList() {
    return messages.stream()
        .map(message -> new ConverseMessage(message.role(), message.content()))
        .toList();
  }

  private Message last() {
    return messages.get(messages.size() - 1);
  }
}
