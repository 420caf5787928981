package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.access.NewKey;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.bedrock.reply.Pace;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A running gateway takes over who may call, and how much, while an answer streams. */
@Timeout(60)
class ReloadIT {

  @TempDir private Path folder;

  private static HttpRequest chat(Portal portal, NewKey key, boolean stream) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + portal.port() + "/api/chat"))
        .header("x-api-key", key.secret())
        .POST(BodyPublishers.ofString(Portal.chat("nova-lite", stream)))
        .build();
  }

  private static int status(Portal portal, NewKey key) throws Exception {
    return portal.client().send(chat(portal, key, false), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void streamsGoOn_whileKeysAndLimitsChange() throws Exception {
    NewKey old = NewKey.make();
    NewKey next = NewKey.make();
    String yaml = "keys: {team-a: {sha256: %s}}\nlimits: {models: {nova-lite: {open_answers: %d}}}";
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(file, yaml.formatted(old.sha256(), 50));
    BedrockSimulator bedrock = BedrockSimulator.start();
    String text = "word ".repeat(400);
    bedrock.script(ModelReply.text(text).withPace(new Pace(Duration.ZERO, 50)));
    Map<String, String> settings =
        Map.of("GATEWAY_CONFIG", file.toString(), "GATEWAY_QUEUE_TIMEOUT", "10ms");
    try (Portal portal = new Portal(bedrock, settings)) {
      CompletableFuture<HttpResponse<Stream<String>>> answer =
          portal.client().sendAsync(chat(portal, old, true), BodyHandlers.ofLines());
      HttpResponse<Stream<String>> stream = answer.join();
      assertThat(stream.statusCode()).isEqualTo(200);
      assertThat(status(portal, next)).isEqualTo(401);
      Files.writeString(file, yaml.formatted(next.sha256(), 1));
      int status = status(portal, next);
      while (status == 401) {
        status = status(portal, next);
      }
      assertThat(status)
          .as("the stream is the one open answer that the new limit allows")
          .isEqualTo(429);
      assertThat(status(portal, old)).isEqualTo(401);
      List<String> lines = stream.body().toList();
      assertThat(lines.get(lines.size() - 1)).contains("\"done\":true");
      assertThat(lines).hasSizeGreaterThan(100);
      assertThat(status(portal, next)).isEqualTo(200);
    }
  }
}
