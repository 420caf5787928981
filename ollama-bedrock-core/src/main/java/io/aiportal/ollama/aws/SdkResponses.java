package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.BedrockException.Kind;
import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseResponse;
import io.aiportal.ollama.bedrock.ConverseStreamEvent;
import io.aiportal.ollama.bedrock.InvokeModelResponse;
import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeResponse;
import software.amazon.awssdk.services.bedrockruntime.model.CitationGeneratedContent;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamMetadataEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamOutput;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensResponse;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.MessageStopEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlockDelta;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlockStart;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseType;

/** The SDK's answers as ours. Whatever it may leave out can be null there. */
final class SdkResponses {

  /** Which Bedrock alone tells of models that do not count their tokens themselves. */
  private static final String INPUT_TOKEN_COUNT = "x-amzn-bedrock-input-token-count";

  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

  private SdkResponses() {}

  static ConverseResponse converseResponse(
      software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse response) {
    if (response.output() == null || response.output().message() == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer has no output", null);
    }
    if (response.stopReasonAsString() == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer does not say why it ends", null);
    }
    return new ConverseResponse(
        response.output().message().content().stream()
            .map(SdkResponses::block)
            .filter(Objects::nonNull)
            .toList(),
        StopReason.of(response.stopReasonAsString()),
        usage(response.usage()),
        latency(response.metrics() == null ? null : response.metrics().latencyMs()),
        SdkDocuments.toMap(response.additionalModelResponseFields()),
        requestId(response));
  }

  /** Bedrock's id of a request; null where the answer has none. */
  static @Nullable String requestId(BedrockRuntimeResponse response) {
    return response.responseMetadata() == null ? null : response.responseMetadata().requestId();
  }

  static InvokeModelResponse invokeModelResponse(
      software.amazon.awssdk.services.bedrockruntime.model.InvokeModelResponse response) {
    if (response.body() == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer has no body", null);
    }
    return new InvokeModelResponse(
        response.body().asByteArrayUnsafe(), inputTokenCount(response.sdkHttpResponse()));
  }

  private static int inputTokenCount(@Nullable SdkHttpResponse http) {
    String count =
        http == null ? "" : http.firstMatchingHeader(INPUT_TOKEN_COUNT).orElse("").strip();
    return COUNT.matcher(count).matches() ? Integer.parseInt(count) : 0;
  }

  static int inputTokens(CountTokensResponse response) {
    if (response.inputTokens() == null) {
      throw new BedrockException(Kind.CORRUPT, "the answer has no count", null);
    }
    return response.inputTokens();
  }

  /** An event in our words; null for one that this version does not know. */
  static @Nullable ConverseStreamEvent event(ConverseStreamOutput output) {
    if (output instanceof ContentBlockDeltaEvent event) {
      return event.delta() == null ? null : delta(index(event.contentBlockIndex()), event.delta());
    }
    if (output instanceof ContentBlockStartEvent event) {
      return event.start() == null || event.start().toolUse() == null
          ? null
          : toolUseStart(index(event.contentBlockIndex()), event.start().toolUse());
    }
    if (output instanceof ContentBlockStopEvent event) {
      return new ConverseStreamEvent.ContentBlockStop(index(event.contentBlockIndex()));
    }
    if (output instanceof MessageStopEvent event) {
      return new ConverseStreamEvent.MessageStop(
          StopReason.of(Objects.requireNonNullElse(event.stopReasonAsString(), "")),
          SdkDocuments.toMap(event.additionalModelResponseFields()));
    }
    if (output instanceof ConverseStreamMetadataEvent event) {
      return new ConverseStreamEvent.Metadata(
          usage(event.usage()),
          latency(event.metrics() == null ? null : event.metrics().latencyMs()));
    }
    return output instanceof MessageStartEvent ? new ConverseStreamEvent.MessageStart() : null;
  }

  private static @Nullable ConverseStreamEvent delta(int index, ContentBlockDelta delta) {
    if (delta.text() != null) {
      return new ConverseStreamEvent.TextDelta(index, delta.text());
    }
    if (delta.toolUse() != null) {
      return delta.toolUse().input() == null
          ? null
          : new ConverseStreamEvent.ToolUseDelta(index, delta.toolUse().input());
    }
    if (delta.citation() != null) {
      Citation citation = SdkCitations.of(delta.citation());
      return citation == null ? null : new ConverseStreamEvent.CitationDelta(index, citation);
    }
    return delta.reasoningContent() == null ? null : reasoning(index, delta.reasoningContent());
  }

  private static @Nullable ConverseStreamEvent reasoning(
      int index, ReasoningContentBlockDelta delta) {
    if (delta.text() != null) {
      return new ConverseStreamEvent.ReasoningDelta(index, delta.text());
    }
    if (delta.signature() != null) {
      return new ConverseStreamEvent.SignatureDelta(index, delta.signature());
    }
    return delta.redactedContent() == null
        ? null
        : new ConverseStreamEvent.RedactedDelta(index, delta.redactedContent().asByteArray());
  }

  /** Tools that Bedrock runs itself are no calls for the client to answer. */
  private static @Nullable ConverseStreamEvent toolUseStart(int index, ToolUseBlockStart start) {
    if (start.type() == ToolUseType.SERVER_TOOL_USE) {
      return null;
    }
    ContentBlock.ToolUse call =
        ContentBlock.ToolUse.answered(start.toolUseId(), start.name(), Map.of());
    return new ConverseStreamEvent.ToolUseStart(index, call.toolUseId(), call.name());
  }

  private static @Nullable ContentBlock block(
      software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block) {
    if (block.text() != null) {
      return new ContentBlock.Text(block.text());
    }
    if (block.toolUse() != null) {
      return toolUse(block.toolUse());
    }
    if (block.citationsContent() != null) {
      return cited(block.citationsContent());
    }
    return block.reasoningContent() == null ? null : reasoning(block.reasoningContent());
  }

  private static ContentBlock cited(CitationsContentBlock cited) {
    return new ContentBlock.CitedText(
        cited.content().stream()
            .map(CitationGeneratedContent::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining()),
        cited.citations().stream().map(SdkCitations::of).filter(Objects::nonNull).toList());
  }

  private static @Nullable ContentBlock toolUse(ToolUseBlock use) {
    if (use.type() == ToolUseType.SERVER_TOOL_USE) {
      return null;
    }
    return ContentBlock.ToolUse.answered(
        use.toolUseId(),
        use.name(),
        use.input() == null ? Map.of() : SdkDocuments.toObject(use.input()));
  }

  private static @Nullable ContentBlock reasoning(ReasoningContentBlock reasoning) {
    if (reasoning.reasoningText() != null) {
      return new ContentBlock.ReasoningText(
          Objects.requireNonNullElse(reasoning.reasoningText().text(), ""),
          reasoning.reasoningText().signature());
    }
    return reasoning.redactedContent() == null
        ? null
        : new ContentBlock.RedactedContent(reasoning.redactedContent().asByteArray());
  }

  private static TokenUsage usage(
      software.amazon.awssdk.services.bedrockruntime.model.@Nullable TokenUsage usage) {
    return usage == null
        ? TokenUsage.NONE
        : new TokenUsage(
            count(usage.inputTokens()),
            count(usage.outputTokens()),
            usage.cacheReadInputTokens(),
            count(usage.cacheWriteInputTokens()));
  }

  private static int index(@Nullable Integer contentBlockIndex) {
    return count(contentBlockIndex);
  }

  private static int count(@Nullable Integer value) {
    return value == null ? 0 : value;
  }

  private static long latency(@Nullable Long latencyMs) {
    return latencyMs == null ? 0 : latencyMs;
  }
}
