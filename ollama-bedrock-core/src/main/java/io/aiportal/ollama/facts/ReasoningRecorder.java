package io.aiportal.ollama.facts;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ContentBlockStop;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ReasoningDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.RedactedDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.SignatureDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.TextDelta;
import io.aiportal.ollama.bedrock.ConverseStreamEvent.ToolUseStart;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a model thinks, to the byte as Bedrock gives it, whether or not it is shown. */
final class ReasoningRecorder {

  private final List<ChatContent> beforeText = new ArrayList<>();
  private final List<ChatContent> afterText = new ArrayList<>();
  private boolean text;

  // The block that is coming.
  private int index = -1;
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder signature = new StringBuilder();
  private final ByteArrayOutputStream redacted = new ByteArrayOutputStream();

  void onEvent(ConverseStreamEvent event) {
    if (event instanceof ReasoningDelta delta) {
      at(delta.contentBlockIndex());
      thinking.append(delta.text());
    } else if (event instanceof SignatureDelta delta) {
      at(delta.contentBlockIndex());
      signature.append(delta.signature());
    } else if (event instanceof RedactedDelta delta) {
      at(delta.contentBlockIndex());
      redacted.writeBytes(delta.data());
    } else if (event instanceof TextDelta delta) {
      end();
      text |= !delta.text().isEmpty();
    } else if (event instanceof ContentBlockStop || event instanceof ToolUseStart) {
      end();
    }
  }

  void onResponse(ConverseResponse response) {
    for (ContentBlock block : response.content()) {
      if (block instanceof ContentBlock.ReasoningText whole) {
        thinking.append(whole.text());
        signature.append(whole.signature() == null ? "" : whole.signature());
      } else if (block instanceof ContentBlock.RedactedContent whole) {
        redacted.writeBytes(whole.data());
      } else if (block instanceof ContentBlock.Text whole) {
        text |= !whole.text().isEmpty();
      } else if (block instanceof ContentBlock.CitedText whole) {
        text |= !whole.text().isEmpty();
      }
      end();
    }
  }

  private void at(int contentBlockIndex) {
    if (contentBlockIndex != index) {
      end();
      index = contentBlockIndex;
    }
  }

  /** Ends the block that was coming; thinking that nobody signed is nothing to give back. */
  private void end() {
    index = -1;
    List<ChatContent> place = text ? afterText : beforeText;
    if (!signature.isEmpty()) {
      place.add(new ChatContent.ReasoningText(thinking.toString(), signature.toString()));
    }
    if (redacted.size() > 0) {
      place.add(new ChatContent.RedactedReasoning(redacted.toByteArray()));
    }
    thinking.setLength(0);
    signature.setLength(0);
    redacted.reset();
  }

  /** What was thought so far, in whole blocks. */
  KeptReasoning reasoning() {
    return new KeptReasoning(beforeText, afterText);
  }
}
