package io.aiportal.ollama.server.http;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.server.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server on a free port of this machine, in front of a {@link FakeBedrock}. */
final class TestServer implements AutoCloseable {

  /** A model that the library knows in this region. */
  static final String MODEL = "nova-lite";

  final FakeBedrock bedrock = new FakeBedrock();
  final HttpServer http;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** Starts a server; settings are given as environment variables, names and values in turn. */
  TestServer(String... variables) {
    Map<String, String> environment = new HashMap<>();
    environment.put("OLLAMA_HOST", "127.0.0.1:0");
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    http =
        HttpServer.start(
            Settings.read(environment, null),
            OllamaBedrock.builder(bedrock, "eu-west-2").build(),
            log);
  }

  RawClient connect() throws IOException {
    return new RawClient(http.address());
  }

  /** A chat request. */
  static String chat(boolean stream) {
    return "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
        .formatted(MODEL, stream);
  }

  /** Ends the server and gives its request log, line by line. */
  List<String> logAfterClose() {
    close();
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    http.drain(Duration.ZERO);
    http.close();
  }
}
