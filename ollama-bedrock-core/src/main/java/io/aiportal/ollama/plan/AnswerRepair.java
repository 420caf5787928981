package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.InvalidAnswer;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import java.util.ArrayList;
import java.util.List;

/** The conversation in which a model is asked to put its answer right. */
final class AnswerRepair {

  private AnswerRepair() {}

  /** The messages, the model's answer behind them, and what is wrong with it. */
  static List<ConverseMessage> messages(List<ConverseMessage> messages, InvalidAnswer invalid) {
    List<ConverseMessage> longer = new ArrayList<>(messages);
    List<ContentBlock> answer = new ArrayList<>();
    ConverseMessage last = longer.get(longer.size() - 1);
    if (last.role() == ConversationRole.ASSISTANT) { // the caller had begun the answer
      answer.addAll(last.content());
      longer.remove(longer.size() - 1);
    }
    // A call of a tool would need its result, in ways that differ; as text any model reads it.
    String said = BlankText.stripTrailing(invalid.said());
    answer.add(said.isEmpty() ? AlternatingMessages.FILLER : new ContentBlock.Text(said));
    longer.add(new ConverseMessage(ConversationRole.ASSISTANT, answer));
    longer.add(
        new ConverseMessage(
            ConversationRole.USER,
            List.of(
                new ContentBlock.Text(
                    "That is not in the format that was asked for: "
                        + invalid.problem()
                        + ". Give the whole answer again, corrected, in the same way."))));
    return longer;
  }
}
