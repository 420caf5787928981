package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.model.CacheTraits;
import io.aiportal.ollama.plan.CachePlan.Prompt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cache points for prompts whose callers know none: behind tools and instructions, which every
 * conversation of an assistant begins with, and behind the last two things that the user said, once
 * a conversation goes on.
 *
 * <p>What is shorter than a model keeps gets none; nor does a first question, which may stay the
 * only one: what is kept costs more than what is not.
 */
final class AutomaticCache {

  /** Where a text has more to a token than most, a point is placed in vain and costs nothing. */
  private static final int CHARACTERS_A_TOKEN = 4;

  private static final ContentBlock.CachePoint POINT = new ContentBlock.CachePoint(null);

  /** An image has about a thousand tokens, and so has a document at least. */
  private static final int CHARACTERS_OF_A_FILE = 4_000;

  private AutomaticCache() {}

  static Prompt place(Prompt prompt, CacheTraits traits) {
    if (traits.maxPoints() < 3 || !traits.automatic()) {
      return prompt;
    }
    long least = (long) CHARACTERS_A_TOKEN * traits.minTokens();
    long length = length(prompt.tools()) + length(prompt.system());
    ToolConfiguration tools = prompt.tools();
    List<ContentBlock> system = prompt.system();
    if (length >= least && !system.isEmpty()) {
      system = with(system);
    } else if (length >= least && tools != null && traits.besideTools()) {
      tools = with(tools);
    }
    return new Prompt(tools, system, messages(prompt, length, least, traits));
  }

  private static List<ConverseMessage> messages(
      Prompt prompt, long before, long least, CacheTraits traits) {
    List<ConverseMessage> messages = new ArrayList<>(prompt.messages());
    if (messages.size() == 1 && prompt.tools() == null) {
      return messages;
    }
    int first = secondLastOfUser(messages);
    long length = before;
    for (int i = 0; i < messages.size(); i++) {
      ConverseMessage message = messages.get(i);
      length += length(message.content());
      boolean possible =
          message.role() == ConversationRole.USER
              && (traits.besideTools()
                  || message.content().stream()
                      .noneMatch(ContentBlock.ToolResult.class::isInstance));
      if (i >= first && possible && length >= least) {
        messages.set(i, new ConverseMessage(message.role(), with(message.content())));
      }
    }
    return messages;
  }

  /** The place of what the user said last but one; of the last where there is no other. */
  private static int secondLastOfUser(List<ConverseMessage> messages) {
    int last = messages.size();
    for (int i = messages.size() - 1, seen = 0; i >= 0 && seen < 2; i--) {
      if (messages.get(i).role() == ConversationRole.USER) {
        last = i;
        seen++;
      }
    }
    return last;
  }

  private static List<ContentBlock> with(List<ContentBlock> content) {
    List<ContentBlock> pointed = new ArrayList<>(content);
    pointed.add(POINT);
    return pointed;
  }

  private static ToolConfiguration with(ToolConfiguration tools) {
    List<ToolSpecification> all = new ArrayList<>(tools.tools());
    ToolSpecification last = all.remove(all.size() - 1);
    all.add(
        new ToolSpecification(
            last.name(), last.description(), last.inputSchema(), last.strict(), POINT));
    return new ToolConfiguration(all, tools.toolChoice());
  }

  private static long length(@Nullable ToolConfiguration tools) {
    long length = 0;
    if (tools != null) {
      for (ToolSpecification tool : tools.tools()) {
        String description = tool.description();
        length += tool.name().length() + (description == null ? 0 : description.length());
        length += tool.inputSchema().toString().length();
      }
    }
    return length;
  }

  private static long length(List<ContentBlock> content) {
    long length = 0;
    for (ContentBlock block : content) {
      length += length(block);
    }
    return length;
  }

  private static long length(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return text.text().length();
    } else if (block instanceof ContentBlock.CitedText text) {
      return text.text().length();
    } else if (block instanceof ContentBlock.ToolUse use) {
      return use.input().toString().length();
    } else if (block instanceof ContentBlock.ToolResult result) {
      return length(result.content());
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      return reasoning.text().length();
    } else if (block instanceof ContentBlock.SearchResult found) {
      return found.parts().stream().mapToLong(String::length).sum();
    }
    if (block instanceof ContentBlock.Image image) {
      return Math.min(image.bytes().length, CHARACTERS_OF_A_FILE);
    }
    return block instanceof ContentBlock.Document document
        ? Math.min(document.bytes().length, CHARACTERS_OF_A_FILE)
        : 0;
  }
}
