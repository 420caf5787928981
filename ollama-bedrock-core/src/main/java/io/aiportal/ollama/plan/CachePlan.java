package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.CachePoint;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.model.CacheTraits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a prompt is cached: at the points that the caller hints at, as far as the model takes them,
 * and where he hints at none, where it is sure to be sent again.
 *
 * <p>Bedrock reads a prompt in the order tools, system, messages. Where there are more points than
 * the model takes, the last ones stay: what is before them is cached too.
 */
final class CachePlan {

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  private final CacheTraits traits;
  private final Warnings warnings;

  /** Whether there was a hint that became a point. */
  private boolean used;

  /** Points of the prompt's beginning that are still to be left out. */
  private int surplus;

  CachePlan(CacheTraits traits, Warnings warnings) {
    this.traits = traits;
    this.warnings = warnings;
  }

  /** The parts of a prompt that can hold cache points. */
  record Prompt(
      @Nullable ToolConfiguration tools,
      List<ContentBlock> system,
      List<ConverseMessage> messages) {}

  /**
   * A hint as a point.
   *
   * @param timeToLive how long to keep it; null or zero for the model's default
   * @return null where the model takes none
   */
  @Nullable CachePoint point(@Nullable Duration timeToLive) {
    if (traits.maxPoints() == 0) {
      warnings.add("hints for the prompt cache have no effect with this model");
      return null;
    }
    used = true;
    return new CachePoint(
        timeToLive == null || timeToLive.isZero() ? null : timeToLive(timeToLive));
  }

  private @Nullable String timeToLive(Duration wanted) {
    boolean longer = wanted.compareTo(FIVE_MINUTES) > 0;
    if (traits.oneHour()) {
      return longer ? "1h" : "5m";
    }
    warnings.addIf(longer, "this model keeps a prompt in its cache for five minutes only");
    return null;
  }

  /** The prompt with the points that the model takes. */
  Prompt place(Prompt prompt) {
    if (!used) {
      return AutomaticCache.place(prompt, traits);
    }
    Prompt placed = whereTaken(prompt);
    surplus = Math.max(0, count(placed) - traits.maxPoints());
    warnings.addIf(
        surplus > 0, "only the last hints for the prompt cache count: the model takes no more");
    ToolConfiguration tools = placed.tools();
    return new Prompt(
        tools == null ? null : new ToolConfiguration(lastOfTools(tools), tools.toolChoice()),
        last(placed.system()),
        placed.messages().stream()
            .map(message -> new ConverseMessage(message.role(), last(message.content())))
            .toList());
  }

  private Prompt whereTaken(Prompt prompt) {
    List<List<ContentBlock>> parts = new ArrayList<>();
    parts.add(prompt.system());
    prompt.messages().forEach(message -> parts.add(message.content()));
    List<List<ContentBlock>> placed = new ArrayList<>();
    for (List<ContentBlock> part : parts) {
      placed.add(new ArrayList<>());
      for (ContentBlock block : part) {
        if (block instanceof CachePoint point) {
          place(point, placed);
        } else {
          placed.get(placed.size() - 1).add(block);
        }
      }
    }
    List<ConverseMessage> messages = new ArrayList<>();
    for (int i = 0; i < prompt.messages().size(); i++) {
      messages.add(new ConverseMessage(prompt.messages().get(i).role(), placed.get(i + 1)));
    }
    return new Prompt(toolsWhereTaken(prompt.tools()), placed.get(0), messages);
  }

  /** Puts a point behind what was placed last; nothing can begin with one. */
  private void place(CachePoint point, List<List<ContentBlock>> placed) {
    int at = placed.size() - 1;
    while (at > 0 && placed.get(at).isEmpty()) {
      at--;
    }
    List<ContentBlock> part = placed.get(at);
    ContentBlock before = part.isEmpty() ? null : part.get(part.size() - 1);
    boolean possible =
        before != null
            && !(before instanceof ContentBlock.ReasoningText)
            && !(before instanceof ContentBlock.RedactedContent)
            && (traits.besideTools() || part.stream().noneMatch(CachePlan::isToolBlock));
    warnings.addIf(!possible, "a hint for the prompt cache is left out where the model takes none");
    if (possible && !(before instanceof CachePoint)) {
      part.add(point);
    }
  }

  private @Nullable ToolConfiguration toolsWhereTaken(@Nullable ToolConfiguration tools) {
    if (tools == null || traits.besideTools() || count(tools) == 0) {
      return tools;
    }
    warnings.add("a hint for the prompt cache is left out where the model takes none");
    return new ToolConfiguration(
        tools.tools().stream().map(CachePlan::withoutPoint).toList(), tools.toolChoice());
  }

  private List<ToolSpecification> lastOfTools(ToolConfiguration tools) {
    List<ToolSpecification> last = new ArrayList<>();
    for (ToolSpecification tool : tools.tools()) {
      boolean left = tool.cachePoint() != null && surplus-- > 0;
      last.add(left ? withoutPoint(tool) : tool);
    }
    return last;
  }

  private List<ContentBlock> last(List<ContentBlock> content) {
    List<ContentBlock> last = new ArrayList<>();
    for (ContentBlock block : content) {
      boolean left = block instanceof CachePoint && surplus-- > 0;
      if (!left) {
        last.add(block);
      }
    }
    return last;
  }

  private static int count(Prompt prompt) {
    ToolConfiguration tools = prompt.tools();
    Stream<ContentBlock> blocks =
        Stream.concat(
            prompt.system().stream(),
            prompt.messages().stream().flatMap(message -> message.content().stream()));
    return (tools == null ? 0 : count(tools))
        + (int) blocks.filter(CachePoint.class::isInstance).count();
  }

  private static int count(ToolConfiguration tools) {
    return (int) tools.tools().stream().filter(tool -> tool.cachePoint() != null).count();
  }

  private static ToolSpecification withoutPoint(ToolSpecification tool) {
    return new ToolSpecification(
        tool.name(), tool.description(), tool.inputSchema(), tool.strict(), null);
  }

  private static boolean isToolBlock(ContentBlock block) {
    return block instanceof ContentBlock.ToolUse || block instanceof ContentBlock.ToolResult;
  }
}
