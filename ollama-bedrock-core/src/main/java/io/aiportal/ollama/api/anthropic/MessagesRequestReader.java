package io.aiportal.ollama.api.anthropic;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoDecoder;
import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSlice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Binds the fields of {@code /v1/messages} as Ollama does. What only the genuine API knows is taken
 * if it has the right type, and passed over otherwise, as Ollama passes over it.
 */
final class MessagesRequestReader {

  private static final String IF_EMPTY = "EOF";
  private static final String DISABLE_PARALLEL = "disable_parallel_tool_use";
  private static final String BUDGET = "budget_tokens";

  private final GoReader in;
  private final StructReader structs;
  private String model = "";
  private int maxTokens;
  private List<ContentBlockParam> system = List.of();
  private List<MessageParam> messages = List.of();
  private boolean stream;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private @Nullable Integer topK;
  private List<String> stopSequences = List.of();
  private final GoSlice<ToolParamReader> tools;
  private @Nullable ContentBlockParam toolChoice;
  private @Nullable ContentBlockParam thinking;
  private String effort = "";
  private @Nullable Map<String, @Nullable Object> format;
  private @Nullable Map<String, @Nullable Object> cacheControl;
  private final List<String> ignored = new ArrayList<>();

  private MessagesRequestReader(GoReader in) {
    this.in = in;
    this.structs = new StructReader(in);
    this.tools = new GoSlice<>(() -> new ToolParamReader(in));
  }

  /**
   * Reads the body of {@code /v1/messages}.
   *
   * @throws CallException 400, if it is none
   */
  static MessagesRequest messages(byte[] body) {
    MessagesRequest request = read("MessagesRequest", body);
    requireModel(request);
    if (request.maxTokens() <= 0) {
      throw CallException.badRequest("max_tokens is required and must be positive");
    }
    requireMessages(request);
    return request;
  }

  /**
   * Reads the body of {@code /v1/messages/count_tokens}.
   *
   * @throws CallException 400, if it is none
   */
  static MessagesRequest countTokens(byte[] body) {
    MessagesRequest request = read("CountTokensRequest", body);
    requireModel(request);
    requireMessages(request);
    return request;
  }

  /** Reads a body, whatever it lacks. */
  static MessagesRequest read(String struct, byte[] body) {
    return new GoDecoder(struct, IF_EMPTY)
        .decode(
            body,
            in -> {
              MessagesRequestReader reader = new MessagesRequestReader(in);
              in.request("anthropic." + struct, reader::field);
              return reader.request();
            });
  }

  private static void requireModel(MessagesRequest request) {
    if (request.model().isEmpty()) {
      throw CallException.badRequest("model is required");
    }
  }

  private static void requireMessages(MessagesRequest request) {
    if (request.messages().isEmpty()) {
      throw CallException.badRequest("messages is required");
    }
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "max_tokens" -> maxTokens = in.isNull() ? maxTokens : integer();
      case "system" -> system = ContentBlockParam.listOf(in.any());
      case "messages" -> messages = messages();
      case "stream" -> stream = Boolean.TRUE.equals(in.bool(stream));
      case "temperature" -> temperature = in.number("float64");
      case "top_p" -> topP = in.number("float64");
      case "top_k" -> topK = in.isNull() ? null : (Integer) integer();
      case "stop_sequences" -> stopSequences = strings();
      case "tools" -> in.slice("[]anthropic.Tool", tools, ToolParamReader::read);
      case "tool_choice" -> toolChoice = in.isNull() ? null : toolChoice();
      case "thinking" -> thinking = in.isNull() ? null : thinking();
      case "metadata" -> in.struct("anthropic.Metadata", this::metadata);
      case "output_config" -> {
        if (in.isNull()) {
          effort = "";
        }
        in.struct("anthropic.OutputConfig", this::outputConfig);
      }
      case "output_format" -> format = ContentBlockParam.asObject(in.any());
      case "cache_control" -> cacheControl = ContentBlockParam.asObject(in.any());
      case "mcp_servers", "context_management", "container" -> ignore(name, in.any());
      default -> in.skip();
    }
  }

  /** Notes a field that has no effect, if something stands in it. */
  private void ignore(String name, @Nullable Object value) {
    if (value != null && !List.of().equals(value) && !Map.of().equals(value) && !"".equals(value)) {
      ignored.add(name);
    }
  }

  /** A number that a client means as "very many" is as good as the most that there can be. */
  private int integer() throws IOException {
    long number = in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
    return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, number));
  }

  private List<String> strings() throws IOException {
    List<String> strings = new ArrayList<>();
    in.array("[]string", () -> strings.add(in.string("")));
    return strings;
  }

  private List<MessageParam> messages() throws IOException {
    List<MessageParam> list = new ArrayList<>();
    in.array("[]anthropic.MessageParam", () -> in.own(() -> list.add(MessageParamReader.read(in))));
    return list;
  }

  private ContentBlockParam toolChoice() throws IOException {
    return structs.named(
        "anthropic.ToolChoice",
        toolChoice == null ? ContentBlockParam.EMPTY : toolChoice,
        name ->
            switch (name) {
              case "type", "name" -> in.string("");
              case DISABLE_PARALLEL -> in.bool(null);
              default -> in.any();
            });
  }

  private static @Nullable ToolChoiceParam choiceOf(@Nullable ContentBlockParam choice) {
    return choice == null
        ? null
        : new ToolChoiceParam(
            choice.type(),
            choice.string("name"),
            Boolean.TRUE.equals(choice.bool(DISABLE_PARALLEL)));
  }

  private ContentBlockParam thinking() throws IOException {
    return structs.named(
        "anthropic.ThinkingConfig",
        thinking == null ? ContentBlockParam.EMPTY : thinking,
        name ->
            switch (name) {
              case "type" -> in.string("");
              case BUDGET -> integer();
              default -> in.any();
            });
  }

  private static @Nullable ThinkingParam thinkingOf(@Nullable ContentBlockParam thinking) {
    return thinking == null
        ? null
        : new ThinkingParam(
            thinking.type(), thinking.fields().get(BUDGET) instanceof Integer tokens ? tokens : 0);
  }

  /** Nobody is told of it, but it must be what it should be. */
  private void metadata(String name) throws IOException {
    if (name.equals("user_id")) {
      in.string("");
    } else {
      in.skip();
    }
  }

  private void outputConfig(String name) throws IOException {
    switch (name) {
      case "effort" -> effort = in.string(effort);
      case "format" -> format = ContentBlockParam.asObject(in.any());
      default -> in.skip();
    }
  }

  private MessagesRequest request() {
    return new MessagesRequest(
        model,
        maxTokens,
        system,
        messages,
        stream,
        temperature,
        topP,
        topK,
        stopSequences,
        tools.map(ToolParamReader::tool),
        choiceOf(toolChoice),
        thinkingOf(thinking),
        effort,
        format,
        cacheControl,
        ignored);
  }
}
