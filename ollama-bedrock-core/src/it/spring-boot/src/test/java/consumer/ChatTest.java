package consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.OllamaBedrock;
import io.aiportal.ollama.api.ollama.ChatRequest;
import io.aiportal.ollama.api.ollama.Message;
import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;

/** The library as a bean. */
@SpringBootTest
class ChatTest {

  @SpringBootApplication
  static class Application {

    @Bean
    BedrockSimulator bedrock() {
      return BedrockSimulator.start();
    }

    @Bean
    BedrockRuntimeAsyncClient client(BedrockSimulator bedrock) {
      return BedrockRuntimeAsyncClient.builder()
          .endpointOverride(bedrock.endpoint())
          .region(Region.of(bedrock.region()))
          .credentialsProvider(
              StaticCredentialsProvider.create(
                  AwsBasicCredentials.create(AccessKey.DEFAULT.id(), AccessKey.DEFAULT.secret())))
          .build();
    }

    @Bean
    OllamaBedrock ollama(BedrockRuntimeAsyncClient client, BedrockSimulator bedrock) {
      return OllamaBedrock.create(client);
    }
  }

  @Autowired private BedrockSimulator bedrock;
  @Autowired private OllamaBedrock ollama;

  @Test
  void chat_fromABean_isAnswered() {
    bedrock.script(ModelReply.text("Hello from Bedrock."));
    assertThat(
            ollama
                .chat(ChatRequest.of("claude-sonnet-4.5", Message.user("Hello")))
                .execute()
                .message()
                .content())
        .isEqualTo("Hello from Bedrock.");
    System.out.println("consumer: Spring Boot " + SpringBootVersion.getVersion() + " works");
  }
}
