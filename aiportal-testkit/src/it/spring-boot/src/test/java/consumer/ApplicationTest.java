package consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import io.aiportal.testkit.junit.SimulatedBedrock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;

/** An application whose tests have the simulator on their class path. */
@SimulatedBedrock(noAuth = true)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ApplicationTest {

  @SpringBootApplication
  static class Application {}

  @Autowired private ApplicationContext application;

  @Test
  void application_startsOnTheServerThatItChose() throws Exception {
    // Spring Boot 3 and 4 have this method in classes of different packages.
    Object server = application.getClass().getMethod("getWebServer").invoke(application);
    String expected = System.getProperty("web").equals("webflux") ? "NettyWebServer" : "TomcatWebServer";
    assertThat(server.getClass().getSimpleName()).isEqualTo(expected);
    System.out.println("consumer: Spring Boot " + SpringBootVersion.getVersion() + " keeps its " + expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.undertow.Undertow",
        "org.xnio.Xnio",
        "org.jboss.logging.Logger",
        "org.jboss.threads.JBossThread",
        "org.wildfly.common.Assert",
        "io.smallrye.common.constraint.Assert",
        "picocli.CommandLine"
      })
  void whatTheSimulatorIsMadeOf_isNotThere(String type) {
    assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void simulator_answersBesideTheApplication(BedrockSimulator bedrock, URI endpoint) throws Exception {
    bedrock.script(ModelReply.text("Hello from Bedrock."));
    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create(endpoint + "/model/amazon.nova-lite-v1%3A0/converse"))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}]}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(answer.body()).contains("Hello from Bedrock.");
  }
}
