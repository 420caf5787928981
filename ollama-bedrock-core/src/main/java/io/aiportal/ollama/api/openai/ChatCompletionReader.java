package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.api.openai.ChatMessage.FunctionCall;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSlice;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /v1/chat/completions}. */
final class ChatCompletionReader {

  private final GoReader in;
  private final GenerationFields generation;
  private final FormatReader format;
  private final FunctionToolReader tools;
  private String model = "";
  private final GoSlice<MessageBinding> messages = new GoSlice<>(MessageBinding::new);
  private @Nullable Object toolChoice;
  private @Nullable Boolean parallelToolCalls;
  private OutputFormat outputFormat = OutputFormat.TEXT;
  private @Nullable String nestedEffort;
  private String effort = "";
  private long topLogprobs;
  private boolean renderOnly;

  private ChatCompletionReader(GoReader in) {
    this.in = in;
    this.generation = new GenerationFields(in, "float64");
    this.format = new FormatReader(in);
    this.tools = new FunctionToolReader(in);
  }

  static ChatCompletionRequest read(GoReader in) throws IOException {
    ChatCompletionReader reader = new ChatCompletionReader(in);
    in.object("openai.ChatCompletionRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "messages" -> in.slice("[]openai.Message", messages, MessageBinding::read);
      case "response_format" -> outputFormat = format.ofChat();
      case "tools" -> tools.nested();
      case "tool_choice" -> toolChoice = in.any();
      case "parallel_tool_calls" ->
          parallelToolCalls = in.any() instanceof Boolean wish ? wish : null;
      case "reasoning" -> {
        nestedEffort = in.isNull() ? null : nestedEffort;
        in.struct("openai.Reasoning", this::reasoningField);
      }
      case "reasoning_effort" -> effort = in.string("");
      case "logprobs" -> generation.ignore(name, Boolean.TRUE.equals(in.bool(null)));
      case "_debug_render_only" -> renderOnly = Boolean.TRUE.equals(in.bool(renderOnly));
      case "top_logprobs" ->
          topLogprobs =
              in.isNull() ? topLogprobs : in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
      default -> generation.read(name);
    }
  }

  /** An empty effort in here is one too: it stands for no wish, whatever is said beside it. */
  private void reasoningField(String name) throws IOException {
    if (name.equals("effort")) {
      nestedEffort = in.string("");
    } else {
      in.skip();
    }
  }

  private ChatCompletionRequest request() {
    return new ChatCompletionRequest(
        model,
        messages.map(MessageBinding::message),
        tools.definitions(),
        toolChoice,
        parallelToolCalls,
        outputFormat,
        nestedEffort == null ? effort : nestedEffort,
        generation.limits(),
        topLogprobs,
        renderOnly,
        generation.delivery(),
        new LeftOut(tools.leftOut(), generation.ignored()));
  }

  /** Binds the fields of a message. */
  private final class MessageBinding {

    private String role = "";
    private @Nullable Object content;
    private String reasoning = "";
    private final GoSlice<CallBinding> toolCalls = new GoSlice<>(CallBinding::new);
    private boolean called;
    private String name = "";
    private String toolCallId = "";

    void read() throws IOException {
      in.struct("openai.Message", this::field);
    }

    ChatMessage message() {
      List<FunctionCall> calls = called ? toolCalls.map(CallBinding::call) : null;
      return new ChatMessage(role, content, reasoning, calls, name, toolCallId);
    }

    private void field(String field) throws IOException {
      switch (field) {
        case "role" -> role = in.string(role);
        case "content" -> content = in.any();
        case "reasoning" -> reasoning = in.string(reasoning);
        case "tool_calls" -> {
          called = !in.isNull();
          in.slice("[]openai.ToolCall", toolCalls, CallBinding::read);
        }
        case "name" -> name = in.string(name);
        case "tool_call_id" -> toolCallId = in.string(toolCallId);
        default -> in.skip();
      }
    }
  }

  /** Binds the fields of a tool call. */
  private final class CallBinding {

    private static final String FUNCTION =
        "struct { Name string \"json:\\\"name\\\"\"; Arguments string \"json:\\\"arguments\\\"\" }";

    private String id = "";
    private String name = "";
    private String arguments = "";

    void read() throws IOException {
      in.struct("openai.ToolCall", this::field);
    }

    FunctionCall call() {
      return new FunctionCall(id, name, arguments);
    }

    private void field(String field) throws IOException {
      switch (field) {
        case "id" -> id = in.string(id);
        case "index" -> in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
        case "type" -> in.string("");
        case "function" -> in.anonymous(FUNCTION, this::functionField);
        default -> in.skip();
      }
    }

    private void functionField(String field) throws IOException {
      switch (field) {
        case "name" -> name = in.string(name);
        case "arguments" -> arguments = in.string(arguments);
        default -> in.skip();
      }
    }
  }
}
