package io.aiportal.ollama.api.openai;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.internal.go.GoReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Binds the fields of {@code /v1/responses}. */
final class ResponsesReader {

  private final GoReader in;
  private final FormatReader format;
  private final FunctionToolReader tools;
  private String model = "";
  private String instructions = "";
  private @Nullable Object input;
  private @Nullable Object toolChoice;
  private @Nullable Boolean parallelToolCalls;
  private OutputFormat outputFormat = OutputFormat.TEXT;
  private String effort = "";
  private String summary = "";
  private @Nullable Object think;
  private long maxOutputTokens;
  private @Nullable Double temperature;
  private @Nullable Double topP;
  private String truncation = "disabled";
  private boolean background;
  private boolean stream;
  private @Nullable Object metadata;
  private final List<String> ignored = new ArrayList<>();

  private ResponsesReader(GoReader in) {
    this.in = in;
    this.format = new FormatReader(in);
    this.tools = new FunctionToolReader(in);
  }

  static ResponsesRequest read(GoReader in) throws IOException {
    ResponsesReader reader = new ResponsesReader(in);
    in.object("openai.ResponsesRequest", reader::field);
    return reader.request();
  }

  private void field(String name) throws IOException {
    switch (name) {
      case "model" -> model = in.string(model);
      case "instructions" -> instructions = in.string(instructions);
      case "input" -> input = in.any();
      case "tools" -> tools.flat();
      case "text" -> {
        if (in.isNull()) {
          outputFormat = format.ofResponse();
        }
        in.struct("openai.ResponsesText", this::textField);
      }
      case "reasoning" -> in.struct("openai.ResponsesReasoning", this::reasoningField);
      case "max_output_tokens" ->
          maxOutputTokens = in.integer("int", Long.MIN_VALUE, Long.MAX_VALUE);
      case "temperature" -> temperature = in.number("float64");
      case "top_p" -> topP = in.number("float64");
      case "truncation" -> truncation = in.string("disabled");
      case "background" -> background = Boolean.TRUE.equals(in.bool(background));
      case "stream" -> stream = Boolean.TRUE.equals(in.bool(null));
      case "include" -> in.array("[]string", () -> in.string(""));
      default -> genuineField(name);
    }
  }

  /** What Ollama itself does not read, whatever its type. */
  private void genuineField(String name) throws IOException {
    switch (name) {
      case "tool_choice" -> toolChoice = in.any();
      case "parallel_tool_calls" ->
          parallelToolCalls = in.any() instanceof Boolean wish ? wish : null;
      case "think" -> think = in.any();
      case "metadata" -> metadata = in.any();
      case "previous_response_id", "conversation" -> requireNone(name, in.any());
      case "prompt" -> requireNone(name, in.any() instanceof Map<?, ?> stored ? stored : null);
      case "top_logprobs", "max_tool_calls", "context_management" ->
          ignore(name, GenerationFields.asks(in.any()));
      case "service_tier" ->
          ignore(name, in.any() instanceof String tier && GenerationFields.TIERS.contains(tier));
      default -> in.skip();
    }
  }

  private static void requireNone(String name, @Nullable Object state) {
    if (state != null && !state.equals("")) {
      throw CallException.badRequest(
          name
              + " is not supported: "
              + (name.equals("prompt") ? "no prompt" : "no conversation")
              + " is stored here; send the whole of it as input");
    }
  }

  /** Notes a field that has no effect, if the caller wants something by it. */
  private void ignore(String name, boolean wanted) {
    if (wanted) {
      ignored.add(name);
    }
  }

  private void textField(String name) throws IOException {
    if (name.equals("format")) {
      outputFormat = format.ofResponse();
    } else {
      boolean wanted = GenerationFields.asks(in.any());
      ignore("text." + name, wanted && name.equals("verbosity"));
    }
  }

  private void reasoningField(String name) throws IOException {
    switch (name) {
      case "effort" -> effort = in.string(effort);
      case "summary" -> summary = in.string(summary);
      case "generate_summary" -> in.string("");
      default -> in.skip();
    }
  }

  private ResponsesRequest request() {
    return new ResponsesRequest(
        model,
        instructions,
        input,
        tools.definitions(),
        tools.namespaces(),
        toolChoice,
        parallelToolCalls,
        outputFormat,
        new ThinkingWish(effort, checked(think)),
        new GenerationLimits(
            GenerationLimits.tokens(maxOutputTokens), temperature, topP, List.of()),
        stream,
        echo(),
        leftOut());
  }

  private LeftOut leftOut() {
    ignore("background", background);
    return new LeftOut(tools.leftOut(), ignored);
  }

  /** A wish to think takes the place of an effort. */
  private static @Nullable Object checked(@Nullable Object think) {
    if (think == null || think instanceof String || think instanceof Boolean) {
      return think;
    }
    throw CallException.badRequest("think must be a boolean or string");
  }

  private Map<String, @Nullable Object> echo() {
    Map<String, @Nullable Object> echo = new LinkedHashMap<>();
    echo.put("instructions", instructions.isEmpty() ? null : instructions);
    echo.put("tools", tools.echo());
    echo.put("tool_choice", toolChoice == null ? "auto" : toolChoice);
    echo.put("truncation", truncation);
    echo.put("parallel_tool_calls", parallelToolCalls == null || parallelToolCalls);
    echo.put("text", JsonFields.of("format", format.echo()));
    echo.put("top_p", number(topP));
    echo.put("temperature", number(temperature));
    echo.put(
        "reasoning",
        effort.isEmpty() && summary.isEmpty()
            ? null
            : JsonFields.of("effort", orNull(effort), "summary", orNull(summary)));
    echo.put("max_output_tokens", maxOutputTokens == 0 ? null : maxOutputTokens);
    echo.put("background", background);
    echo.put("metadata", metadata instanceof Map ? metadata : Map.of());
    return echo;
  }

  /** Go writes whole numbers without a point; what is not said is told as 1. */
  private static Number number(@Nullable Double value) {
    double number = value == null ? 1 : value;
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? (Number) (long) number
        : (Number) number;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }
}
