package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ConverseRequest;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.bedrock.InferenceConfiguration;
import io.aiportal.ollama.bedrock.InvokeModelRequest;
import io.aiportal.ollama.bedrock.ServiceOptions;
import io.aiportal.ollama.bedrock.ToolChoice;
import io.aiportal.ollama.bedrock.ToolConfiguration;
import io.aiportal.ollama.bedrock.ToolSpecification;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.AnyToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.AutoToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointBlock;
import software.amazon.awssdk.services.bedrockruntime.model.CachePointType;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsConfig;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensInput;
import software.amazon.awssdk.services.bedrockruntime.model.CountTokensRequest;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentSource;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.GuardrailStreamConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatStructure;
import software.amazon.awssdk.services.bedrockruntime.model.OutputFormatType;
import software.amazon.awssdk.services.bedrockruntime.model.PerformanceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ReasoningContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.SearchResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.SearchResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceTier;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultStatus;

/** Our requests as the SDK's. */
final class SdkRequests {

  private static final String JSON = "application/json";
  private static final String PROJECT = "X-Amzn-Bedrock-ProjectIdentifier";

  private SdkRequests() {}

  /** A call that silently belonged to no project would be found on the bill. */
  private static void requireNoProject(ServiceOptions service) {
    if (service.project() != null) {
      throw BedrockException.unsendable(
          "the AWS SDK of this release cannot say which project a conversation belongs to; call"
              + " Bedrock another way, or name no project");
    }
  }

  static software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest converse(
      ConverseRequest request) {
    requireNoProject(request.service());
    return software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest.builder()
        .modelId(request.modelId())
        .messages(messages(request))
        .system(system(request))
        .inferenceConfig(inference(request.inferenceConfig()))
        .toolConfig(tools(request.toolConfig()))
        .additionalModelRequestFields(additional(request))
        .additionalModelResponseFieldPaths(
            absentIfEmpty(request.additionalModelResponseFieldPaths()))
        .requestMetadata(absentIfEmpty(request.requestMetadata()))
        .outputConfig(output(request.outputSchema()))
        .guardrailConfig(guardrail(request.service()))
        .performanceConfig(performance(request.service()))
        .serviceTier(tier(request.service()))
        .build();
  }

  static ConverseStreamRequest converseStream(ConverseRequest request) {
    requireNoProject(request.service());
    return ConverseStreamRequest.builder()
        .modelId(request.modelId())
        .messages(messages(request))
        .system(system(request))
        .inferenceConfig(inference(request.inferenceConfig()))
        .toolConfig(tools(request.toolConfig()))
        .additionalModelRequestFields(additional(request))
        .additionalModelResponseFieldPaths(
            absentIfEmpty(request.additionalModelResponseFieldPaths()))
        .requestMetadata(absentIfEmpty(request.requestMetadata()))
        .outputConfig(output(request.outputSchema()))
        .guardrailConfig(streamGuardrail(request.service()))
        .performanceConfig(performance(request.service()))
        .serviceTier(tier(request.service()))
        .build();
  }

  static CountTokensRequest countTokens(ConverseRequest request) {
    return CountTokensRequest.builder()
        .modelId(request.modelId())
        .input(
            CountTokensInput.fromConverse(
                tokens ->
                    tokens
                        .messages(messages(request))
                        .system(system(request))
                        .toolConfig(tools(request.toolConfig()))
                        .additionalModelRequestFields(additional(request))))
        .build();
  }

  static software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest invokeModel(
      InvokeModelRequest request) {
    var sdk =
        software.amazon.awssdk.services.bedrockruntime.model.InvokeModelRequest.builder()
            .modelId(request.modelId())
            .contentType(JSON)
            .accept(JSON)
            .body(SdkBytes.fromByteArrayUnsafe(request.body()));
    String project = request.project();
    if (project != null) {
      sdk.overrideConfiguration(configuration -> configuration.putHeader(PROJECT, project));
    }
    return sdk.build();
  }

  /** An empty list would be sent; a null is left out. */
  private static @Nullable List<String> absentIfEmpty(List<String> list) {
    return list.isEmpty() ? null : list;
  }

  private static @Nullable Map<String, String> absentIfEmpty(Map<String, String> map) {
    return map.isEmpty() ? null : map;
  }

  private static List<Message> messages(ConverseRequest request) {
    return request.messages().stream().map(SdkRequests::message).toList();
  }

  private static Message message(ConverseMessage message) {
    return Message.builder()
        .role(message.role().value())
        .content(message.content().stream().map(SdkRequests::block).toList())
        .build();
  }

  private static @Nullable List<SystemContentBlock> system(ConverseRequest request) {
    return request.system().isEmpty()
        ? null
        : request.system().stream().map(SdkRequests::systemBlock).toList();
  }

  private static SystemContentBlock systemBlock(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return SystemContentBlock.fromText(text.text());
    }
    if (block instanceof ContentBlock.CachePoint cachePoint) {
      return SystemContentBlock.fromCachePoint(cachePoint(cachePoint));
    }
    throw unknown(block);
  }

  private static CachePointBlock cachePoint(ContentBlock.CachePoint cachePoint) {
    return CachePointBlock.builder().type(CachePointType.DEFAULT).ttl(cachePoint.ttl()).build();
  }

  private static BedrockException unknown(Object misplaced) {
    return BedrockException.unsendable(
        "Bedrock takes no " + misplaced.getClass().getSimpleName() + " at its place");
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.@Nullable
      InferenceConfiguration
      inference(InferenceConfiguration config) {
    if (config.maxTokens() == null
        && config.temperature() == null
        && config.topP() == null
        && config.stopSequences().isEmpty()) {
      return null;
    }
    return software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration.builder()
        .maxTokens(config.maxTokens())
        .temperature(toFloat(config.temperature()))
        .topP(toFloat(config.topP()))
        .stopSequences(absentIfEmpty(config.stopSequences()))
        .build();
  }

  private static @Nullable Float toFloat(@Nullable Double value) {
    return value == null ? null : value.floatValue();
  }

  private static @Nullable Document additional(ConverseRequest request) {
    return request.additionalModelRequestFields().isEmpty()
        ? null
        : SdkDocuments.toDocument(request.additionalModelRequestFields());
  }

  private static @Nullable OutputConfig output(@Nullable String schema) {
    if (schema == null) {
      return null;
    }
    return OutputConfig.builder()
        .textFormat(
            format ->
                format
                    .type(OutputFormatType.JSON_SCHEMA)
                    .structure(OutputFormatStructure.fromJsonSchema(json -> json.schema(schema))))
        .build();
  }

  private static @Nullable GuardrailConfiguration guardrail(ServiceOptions service) {
    ServiceOptions.Guardrail guardrail = service.guardrail();
    return guardrail == null
        ? null
        : GuardrailConfiguration.builder()
            .guardrailIdentifier(guardrail.identifier())
            .guardrailVersion(guardrail.version())
            .build();
  }

  private static @Nullable GuardrailStreamConfiguration streamGuardrail(ServiceOptions service) {
    ServiceOptions.Guardrail guardrail = service.guardrail();
    return guardrail == null
        ? null
        : GuardrailStreamConfiguration.builder()
            .guardrailIdentifier(guardrail.identifier())
            .guardrailVersion(guardrail.version())
            .build();
  }

  private static @Nullable PerformanceConfiguration performance(ServiceOptions service) {
    return service.latency() == null
        ? null
        : PerformanceConfiguration.builder().latency(service.latency()).build();
  }

  private static @Nullable ServiceTier tier(ServiceOptions service) {
    return service.serviceTier() == null
        ? null
        : ServiceTier.builder().type(service.serviceTier()).build();
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.@Nullable ToolConfiguration
      tools(@Nullable ToolConfiguration config) {
    if (config == null) {
      return null;
    }
    return software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration.builder()
        .tools(config.tools().stream().flatMap(SdkRequests::tool).toList())
        .toolChoice(choice(config.toolChoice()))
        .build();
  }

  /** The tool, and behind it the cache point that it may have. */
  private static Stream<Tool> tool(ToolSpecification tool) {
    Tool described =
        Tool.fromToolSpec(
            spec ->
                spec.name(tool.name())
                    .description(tool.description())
                    .inputSchema(
                        ToolInputSchema.fromJson(SdkDocuments.toDocument(tool.inputSchema())))
                    .strict(tool.strict()));
    ContentBlock.CachePoint cachePoint = tool.cachePoint();
    return cachePoint == null
        ? Stream.of(described)
        : Stream.of(described, Tool.fromCachePoint(cachePoint(cachePoint)));
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.@Nullable ToolChoice choice(
      @Nullable ToolChoice choice) {
    if (choice instanceof ToolChoice.Tool named) {
      return software.amazon.awssdk.services.bedrockruntime.model.ToolChoice.fromTool(
          tool -> tool.name(named.name()));
    }
    if (choice instanceof ToolChoice.Any) {
      return software.amazon.awssdk.services.bedrockruntime.model.ToolChoice.fromAny(
          AnyToolChoice.builder().build());
    }
    if (choice instanceof ToolChoice.Auto) {
      return software.amazon.awssdk.services.bedrockruntime.model.ToolChoice.fromAuto(
          AutoToolChoice.builder().build());
    }
    if (choice == null) {
      return null;
    }
    throw unknown(choice);
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.ContentBlock block(
      ContentBlock block) {
    var sdk = software.amazon.awssdk.services.bedrockruntime.model.ContentBlock.builder();
    if (block instanceof ContentBlock.Text text) {
      sdk.text(text.text());
    } else if (block instanceof ContentBlock.CitedText text) {
      sdk.citationsContent(SdkCitations.content(text));
    } else if (block instanceof ContentBlock.Image image) {
      sdk.image(image(image));
    } else if (block instanceof ContentBlock.ToolUse use) {
      sdk.toolUse(
          tool ->
              tool.toolUseId(use.toolUseId())
                  .name(use.name())
                  .input(SdkDocuments.toDocument(use.input())));
    } else if (block instanceof ContentBlock.ToolResult result) {
      sdk.toolResult(result(result));
    } else if (block instanceof ContentBlock.ReasoningText reasoning) {
      sdk.reasoningContent(
          ReasoningContentBlock.fromReasoningText(
              text -> text.text(reasoning.text()).signature(reasoning.signature())));
    } else if (block instanceof ContentBlock.RedactedContent redacted) {
      sdk.reasoningContent(
          ReasoningContentBlock.fromRedactedContent(SdkBytes.fromByteArrayUnsafe(redacted.data())));
    } else if (block instanceof ContentBlock.Document document) {
      sdk.document(document(document));
    } else if (block instanceof ContentBlock.SearchResult found) {
      sdk.searchResult(searchResult(found));
    } else if (block instanceof ContentBlock.CachePoint cachePoint) {
      sdk.cachePoint(cachePoint(cachePoint));
    } else {
      throw unknown(block);
    }
    return sdk.build();
  }

  private static ImageBlock image(ContentBlock.Image image) {
    return ImageBlock.builder()
        .format(image.format().value())
        .source(ImageSource.fromBytes(SdkBytes.fromByteArrayUnsafe(image.bytes())))
        .build();
  }

  private static DocumentBlock document(ContentBlock.Document document) {
    DocumentCitations citations = document.citations();
    return DocumentBlock.builder()
        .format(document.format())
        .name(document.name())
        .source(source(document))
        .context(citations == null ? null : citations.context())
        .citations(citations == null ? null : citationsEnabled())
        .build();
  }

  private static CitationsConfig citationsEnabled() {
    return CitationsConfig.builder().enabled(true).build();
  }

  private static SearchResultBlock searchResult(ContentBlock.SearchResult found) {
    return SearchResultBlock.builder()
        .source(found.source())
        .title(found.title())
        .content(found.parts().stream().map(SdkRequests::foundPart).toList())
        .citations(citationsEnabled())
        .build();
  }

  private static SearchResultContentBlock foundPart(String text) {
    return SearchResultContentBlock.builder().text(text).build();
  }

  private static DocumentSource source(ContentBlock.Document document) {
    DocumentCitations citations = document.citations();
    if (citations != null && !citations.parts().isEmpty()) {
      return DocumentSource.fromContent(
          citations.parts().stream().map(DocumentContentBlock::fromText).toList());
    }
    return citations != null && document.isPlainText()
        ? DocumentSource.fromText(document.text())
        : DocumentSource.fromBytes(SdkBytes.fromByteArrayUnsafe(document.bytes()));
  }

  private static ToolResultBlock result(ContentBlock.ToolResult result) {
    return ToolResultBlock.builder()
        .toolUseId(result.toolUseId())
        .content(result.content().stream().map(SdkRequests::resultContent).toList())
        .status(status(result.error()))
        .build();
  }

  private static @Nullable ToolResultStatus status(@Nullable Boolean error) {
    if (error == null) {
      return null;
    }
    return error ? ToolResultStatus.ERROR : ToolResultStatus.SUCCESS;
  }

  private static ToolResultContentBlock resultContent(ContentBlock block) {
    if (block instanceof ContentBlock.Text text) {
      return ToolResultContentBlock.fromText(text.text());
    }
    if (block instanceof ContentBlock.Image image) {
      return ToolResultContentBlock.fromImage(image(image));
    }
    if (block instanceof ContentBlock.Document document) {
      return ToolResultContentBlock.fromDocument(document(document));
    }
    if (block instanceof ContentBlock.SearchResult found) {
      return ToolResultContentBlock.fromSearchResult(searchResult(found));
    }
    throw unknown(block);
  }
}
