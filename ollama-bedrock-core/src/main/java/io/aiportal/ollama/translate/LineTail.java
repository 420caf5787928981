package io.aiportal.ollama.translate;

import io.aiportal.ollama.api.ollama.Metrics;
import io.aiportal.ollama.api.ollama.ResponseJson;
import io.aiportal.ollama.internal.json.LineBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How the last line of an answer ends: why it is done, and what it took. */
final class LineTail {

  private LineTail() {}

  /** Appends {@code done}, the reason, generate's context if there is one, and the metrics. */
  static void append(LineBuffer line, String doneReason, Metrics metrics, List<Integer> context) {
    line.append(ascii(",\"done\":true,\"done_reason\":\"")).append(ascii(doneReason)).append('"');
    if (!context.isEmpty()) {
      line.append(ascii(",\"context\":")).append(ResponseJson.bytes(context));
    }
    number(line, "total_duration", metrics.totalDuration());
    number(line, "load_duration", metrics.loadDuration());
    number(line, "prompt_eval_count", metrics.promptEvalCount());
    number(line, "prompt_eval_duration", metrics.promptEvalDuration());
    number(line, "eval_count", metrics.evalCount());
    number(line, "eval_duration", metrics.evalDuration());
    line.append('}').append('\n');
  }

  private static void number(LineBuffer line, String key, long value) {
    if (value != 0) {
      line.append(ascii(",\"" + key + "\":")).append(value);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
