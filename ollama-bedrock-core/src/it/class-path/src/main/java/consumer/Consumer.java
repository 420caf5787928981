package consumer;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.ChatResponse;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** Chats whole, in pieces, and with a schema, which is what asks most of the AWS SDK. */
final class Consumer {

  private static final Map<String, Object> SCHEMA =
      Map.of(
          "type", "object",
          "properties", Map.of("colour", Map.of("type", "string")),
          "required", List.of("colour"),
          "additionalProperties", false);

  private Consumer() {}

  public static void main(String[] arguments) {
    try (BedrockSimulator bedrock = BedrockSimulator.start();
        BedrockRuntimeAsyncClient client = client(bedrock)) {
      OllamaBedrock ollama = OllamaBedrock.create(client);
      ChatRequest request =
          ChatRequest.of("claude-sonnet-4.5", Message.user("Which colour is the sky?"));

      String whole = ollama.chat(request).execute().message().content();
      require(!whole.isBlank(), "a whole answer", whole);

      StringBuilder pieces = new StringBuilder();
      try (Stream<ChatResponse> answer = ollama.chat(request).stream()) {
        answer.forEach(piece -> pieces.append(piece.message().content()));
      }
      require(pieces.toString().equals(whole), "the same in pieces", pieces.toString());

      String json = ollama.chat(request.withFormat(SCHEMA)).execute().message().content();
      require(json.contains("\"colour\""), "JSON after the schema", json);
    }
    System.out.printf(
        "consumer: the class path works on Java %s with AWS SDK %s%n",
        Runtime.version().feature(), software.amazon.awssdk.core.util.VersionInfo.SDK_VERSION);
  }

  private static BedrockRuntimeAsyncClient client(BedrockSimulator bedrock) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(bedrock.endpoint())
        .region(Region.of(bedrock.region()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret())))
        .build();
  }

  private static void require(boolean so, String what, String instead) {
    if (!so) {
      throw new AssertionError("Not " + what + ": " + instead);
    }
  }
}
