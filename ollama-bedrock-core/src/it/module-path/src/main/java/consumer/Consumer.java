package consumer;

import com.sun.net.httpserver.HttpServer;
import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** Chats from a module, over the library's module. */
public final class Consumer {

  private static final String ANSWER =
      """
      {"output":{"message":{"role":"assistant","content":[{"text":"Hello from a module."}]}},
       "stopReason":"end_turn","usage":{"inputTokens":1,"outputTokens":4,"totalTokens":5},
       "metrics":{"latencyMs":1}}""";

  private Consumer() {}

  public static void main(String[] arguments) throws IOException {
    HttpServer bedrock = bedrock();
    try (BedrockRuntimeAsyncClient client = client(bedrock.getAddress().getPort())) {
      String answer =
          OllamaBedrock.create(client)
              .chat(ChatRequest.of("claude-sonnet-4.5", Message.user("Hello")))
              .execute()
              .message()
              .content();
      Module library = OllamaBedrock.class.getModule();
      if (!answer.equals("Hello from a module.") || !"io.aiportal.ollama".equals(library.getName())) {
        throw new AssertionError(answer + " from " + library);
      }
    } finally {
      bedrock.stop(0);
    }
    System.out.println("consumer: the module path works on Java " + Runtime.version().feature());
  }

  private static HttpServer bedrock() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/model/",
        exchange -> {
          byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static BedrockRuntimeAsyncClient client(int port) {
    return BedrockRuntimeAsyncClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + port))
        .region(Region.EU_WEST_2)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
        .build();
  }
}
