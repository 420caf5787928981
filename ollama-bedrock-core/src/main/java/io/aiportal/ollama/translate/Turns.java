package io.aiportal.ollama.translate;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.Text;
import io.aiportal.ollama.bedrock.ContentBlock.ToolResult;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import java.util.ArrayList;
import java.util.List;

/** The turns of a conversation: user and assistant alternate, and none is empty. */
final class Turns {

  /** Says nothing, where Bedrock insists that somebody speaks; blank text is refused. */
  static final Text FILLER = new Text(".");

  private record Turn(ConversationRole role, List<ContentBlock> content) {
    boolean holdsResults() {
      return content.stream().anyMatch(ToolResult.class::isInstance);
    }
  }

  private final List<Turn> turns = new ArrayList<>();
  private final boolean toolResultAlone;

  /** No turns yet; {@code toolResultAlone} as in the model's traits. */
  Turns(boolean toolResultAlone) {
    this.toolResultAlone = toolResultAlone;
  }

  /** Adds what somebody says; to the last turn if it is theirs. */
  void add(ConversationRole role, List<ContentBlock> content) {
    if (content.isEmpty()) {
      return;
    }
    if (turns.isEmpty() || last().role() != role) {
      turns.add(new Turn(role, new ArrayList<>(content)));
    } else if (toolResultAlone && last().holdsResults()) {
      turns.add(new Turn(ConversationRole.ASSISTANT, new ArrayList<>(List.of(FILLER))));
      turns.add(new Turn(role, new ArrayList<>(content)));
    } else {
      last().content().addAll(content);
    }
  }

  /** Puts what the user says before everything else. */
  void addFirst(ContentBlock block) {
    if (turns.isEmpty() || turns.get(0).role() == ConversationRole.ASSISTANT) {
      turns.add(0, new Turn(ConversationRole.USER, new ArrayList<>()));
    }
    turns.get(0).content().add(0, block);
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  boolean startsWithAssistant() {
    return !turns.isEmpty() && turns.get(0).role() == ConversationRole.ASSISTANT;
  }

  boolean endsWithAssistant() {
    return !turns.isEmpty() && last().role() == ConversationRole.ASSISTANT;
  }

  boolean endsWithResults() {
    return !turns.isEmpty() && last().holdsResults();
  }

  /** Takes the white space off the end, which Bedrock refuses where the assistant speaks last. */
  void stripLastText() {
    List<ContentBlock> content = last().content();
    int end = content.size() - 1;
    if (content.get(end) instanceof Text text) {
      content.set(end, new Text(text.text().stripTrailing()));
    }
  }

  List<ConverseMessage> toMessages() {
    return turns.stream().map(turn -> new ConverseMessage(turn.role(), turn.content())).toList();
  }

  private Turn last() {
    return turns.get(turns.size() - 1);
  }
}
