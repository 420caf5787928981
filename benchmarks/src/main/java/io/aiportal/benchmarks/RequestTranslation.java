package io.aiportal.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.aiportal.ollama.api.ollama.OllamaApi;
import io.aiportal.ollama.bedrock.ConverseJson;
import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.model.Model;
import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.plan.Planner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A chat of twenty messages with ten tools, from the client's bytes to Bedrock's; beside it, as the
 * measure, what Jackson takes to read the same bytes and write them again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 8, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RequestTranslation {

  private static final int MESSAGES = 20;
  private static final int TOOLS = 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Model model =
      ModelCatalogue.builtIn("us-east-1").resolve("claude-sonnet-4.5").orThrow();
  private byte[] body = {};

  /** Builds the request and checks its translation. */
  @Setup
  public void build() {
    body = chat().getBytes(StandardCharsets.UTF_8);
    String json = new String(translate(), StandardCharsets.UTF_8);
    require(count(json, "\"role\":") == MESSAGES - 1, "every message is there: " + json);
    require(count(json, "\"toolSpec\":") == TOOLS, "every tool is there: " + json);
    require(json.contains("question 18 \\\"quoted\\\""), "text is as it was: " + json);
  }

  /** Reads, translates and writes; it is much code, and takes long to be compiled. */
  @Benchmark
  @Warmup(iterations = 1, time = 8)
  public byte[] translate() {
    ChatCall call = OllamaApi.toChatCall(OllamaApi.readChat(body));
    return ConverseJson.write(Planner.plan(call, model).request());
  }

  /** Reads into a tree, and writes that. */
  @Benchmark
  public byte[] jackson() throws IOException {
    return JSON.writeValueAsBytes(JSON.readTree(body));
  }

  private static String chat() {
    StringBuilder json = new StringBuilder("{\"model\":\"claude-sonnet-4.5\",\"messages\":[");
    for (int i = 0; i < MESSAGES; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"role\":\"")
          .append(i == 0 ? "system" : i % 2 == 1 ? "user" : "assistant")
          .append("\",\"content\":\"question ")
          .append(i)
          .append(" \\\"quoted\\\" ")
          .append("and some more words ".repeat(20).strip())
          .append("\"}");
    }
    json.append("],\"tools\":[");
    for (int i = 0; i < TOOLS; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"type\":\"function\",\"function\":{\"name\":\"tool_")
          .append(i)
          .append("\",\"description\":\"does a thing\",\"parameters\":{\"type\":\"object\",")
          .append(
              "\"properties\":{\"city\":{\"type\":\"string\"},\"days\":{\"type\":\"integer\"}},")
          .append("\"required\":[\"city\"]}}}");
    }
    return json.append("],\"options\":{\"temperature\":0.2,\"num_predict\":500}}").toString();
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("not so: " + what);
    }
  }
}
