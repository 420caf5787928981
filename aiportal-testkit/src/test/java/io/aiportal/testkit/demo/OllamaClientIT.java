package io.aiportal.testkit.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OllamaClientIT {

  private FakeGateway gateway;
  private OllamaClient ollama;

  @BeforeEach
  void start() throws IOException {
    gateway = FakeGateway.start();
    ollama = new OllamaClient(gateway.url());
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void isReady_followsTheServer() throws Exception {
    assertThat(ollama.isReady()).isTrue();
    gateway.close();
    assertThat(ollama.isReady()).isFalse();
  }

  @Test
  void modelsWithTools_leavesOutTheOthers() throws Exception {
    assertThat(ollama.modelsWithTools()).containsExactly("claude-x", "claude-sonnet-4.5:latest");
  }

  @Test
  void chat_pieces_arriveAndMakeUpTheMessage() throws Exception {
    gateway.answerChats(200, FakeGateway.line("Hel") + FakeGateway.line("lo") + FakeGateway.done());
    List<String> pieces = new ArrayList<>();

    assertThat(ollama.chat(JsonNodeFactory.instance.objectNode(), pieces::add))
        .hasToString("{\"role\":\"assistant\",\"content\":\"Hello\"}");
    assertThat(pieces).containsExactly("Hel", "lo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          404 | {"error":"model 'x' not found"}              | model 'x' not found
          200 | {"message":{"content":"Hel"},"done":false}   | ends without done:true
          200 | {"error":"throttled"}                        | holds an error: throttled
          200 | Hello                                        | not JSON
          """)
  void chat_badAnswer_saysWhatIsWrong(int status, String body, String reason) {
    gateway.answerChats(status, body);

    assertThatThrownBy(() -> ollama.chat(JsonNodeFactory.instance.objectNode(), piece -> {}))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void chat_lineAfterTheEnd_isRefused() {
    gateway.answerChats(200, FakeGateway.done() + FakeGateway.line("more"));

    assertThatThrownBy(() -> ollama.chat(JsonNodeFactory.instance.objectNode(), piece -> {}))
        .isInstanceOf(DemoException.class)
        .hasMessageContaining("goes on after done:true");
  }

  @Test
  void samples_goodServer_printAllThree() throws Exception {
    StringWriter printed = new StringWriter();

    new Samples(ollama, "claude-x", new PrintWriter(printed)).run();

    assertThat(printed.toString())
        .contains("you:   Why is the sky blue?", "model: Because Why is the sky blue?")
        .contains("called get_weather(Paris)", "called get_weather(London)")
        .contains("\"capital\":\"Ottawa\"");
  }

  @Test
  void samples_serverThatNeverCallsTools_fail() {
    gateway.answerChats(200, FakeGateway.line("Sunny.") + FakeGateway.done());

    assertThatThrownBy(() -> new Samples(ollama, "m", new PrintWriter(new StringWriter())).run())
        .isInstanceOf(DemoException.class)
        .hasMessage("The model did not call the tool that it was offered.");
  }
}
