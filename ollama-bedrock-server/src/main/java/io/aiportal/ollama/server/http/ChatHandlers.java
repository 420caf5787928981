package io.aiportal.ollama.server.http;

import io.aiportal.ollama.api.AnswerWriter;
import io.aiportal.ollama.api.ModelRequest;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.GenerateRequest;
import io.aiportal.ollama.api.ollama.Leniency;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Answers {@code /api/chat} and {@code /api/generate}. */
final class ChatHandlers {

  private final ModelAnswers answers;
  private final RequestBodies bodies;
  private final OpenWebUiCalls openWebUi;
  private final Leniency leniency;
  private final Clock clock = Clock.systemUTC();

  ChatHandlers(ModelAnswers answers, RequestBodies bodies, Settings settings) {
    this.answers = answers;
    this.bodies = bodies;
    this.openWebUi = new OpenWebUiCalls(settings.get(Key.OPEN_WEBUI));
    this.leniency = settings.get(Key.LENIENT) ? Leniency.LENIENT : Leniency.AS_OLLAMA;
  }

  void chat(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> chat(call, OllamaApi.readChat(body, leniency)));
  }

  private void chat(HttpCall call, ChatRequest request) {
    boolean inLines = inLines(request.stream(), OllamaApi.asksNothing(request));
    AnswerWriter writer =
        inLines ? OllamaApi.chatLines(request, clock) : OllamaApi.chatWhole(request, clock);
    ModelRequest asked = OllamaApi.modelRequest(request);
    call.requestWarnings(OllamaApi.warnings(request));
    openWebUi.showErrors(call);
    if (openWebUi.isOne(call)) {
      asked = OllamaApi.withOptionalTools(request, call::warn);
    }
    if (OllamaApi.asksToRender(request)) {
      answers.render(call, asked, Reply.JSON, prompt -> OllamaApi.rendered(request, prompt, clock));
    } else {
      answers.begin(call, asked, request.keepAlive(), inLines, writer);
    }
  }

  void generate(HttpCall call) {
    answers.requireRoom();
    bodies.read(call, body -> begin(call, OllamaApi.readGenerate(body, leniency)));
  }

  /** A context is a whole conversation, packed: however short, unpacking it may take long. */
  private void begin(HttpCall call, GenerateRequest request) {
    if (OllamaApi.isLong(request)) {
      bodies.onWorker(call, () -> generate(call, request));
    } else {
      generate(call, request);
    }
  }

  private void generate(HttpCall call, GenerateRequest request) {
    boolean inLines = inLines(request.stream(), OllamaApi.asksNothing(request));
    AnswerWriter writer =
        inLines ? OllamaApi.generateLines(request, clock) : OllamaApi.generateWhole(request, clock);
    openWebUi.showErrors(call);
    call.requestWarnings(OllamaApi.warnings(request));
    OllamaApi.contextWarnings(request, inLines).forEach(call::warn);
    ModelRequest asked = OllamaApi.modelRequest(request);
    if (OllamaApi.asksToRender(request)) {
      answers.render(call, asked, Reply.JSON, prompt -> OllamaApi.rendered(request, prompt, clock));
    } else {
      answers.begin(call, asked, request.keepAlive(), inLines, writer);
    }
  }

  /** Answers to "load" and "unload" are never in lines, whatever the request says. */
  private static boolean inLines(@Nullable Boolean stream, boolean asksNothing) {
    return !Boolean.FALSE.equals(stream) && !asksNothing;
  }
}
