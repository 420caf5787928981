package io.aiportal.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.auth.AccessKey;
import io.aiportal.testkit.bedrock.auth.Authenticator;
import io.aiportal.testkit.bedrock.fault.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestkitCommandTest {

  @Test
  void helpOfTheSimulator_listsEveryFault() {
    StringWriter out = new StringWriter();
    TestkitCommand.commandLine().setOut(new PrintWriter(out)).execute("simulator", "--help");
    String help = out.toString();
    List<String> words = List.of(help.split("[\\s,.]+"));
    assertThat(words).containsAll(Stream.of(Fault.values()).map(Fault::id).toList());
    assertThat(words).contains("throttled-retry-after");
    assertThat(help).contains("x-simulator-fault");
    assertThat(help)
        .contains("--fault", "--requests-per-minute", "--tokens-per-minute", ":<account>");
    assertThat(words)
        .contains(AccessKey.DEFAULT.id(), Authenticator.DEFAULT_BEARER_TOKEN)
        .contains(AccessKey.DEFAULT.secret() + ";");
    assertThat(help).contains("--application-profile", "--guardrail", "simulator.chunks-<n>");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --requests-per-minute=5                          | go together
          --tokens-per-minute=5                            | go together
          --requests-per-minute=0 --tokens-per-minute=5    | at least 1
          --fault=stall                                    | <model>=<fault>
          --fault=amazon.nova-lite-v1:0=nothing            | no fault nothing. There are throttled,
          --application-profile=abc                        | <id>=<model>
          --application-profile=abc=amazon.nova-light      | no model or profile amazon.nova-light
          --guardrail=gr1abc                               | <id>:<version>
          --guardrail=gr1abc:1=,a                          | no blank word
          --guardrail=gr1abc:1=a,                          | no blank word
          --access-key=id:                                 | <id>:<secret>
          """)
  void wrongOption_isToldInASentence(String options, String sentence) {
    StringWriter err = new StringWriter();
    String[] arguments = ("simulator " + options).split(" +");

    int code = TestkitCommand.commandLine().setErr(new PrintWriter(err)).execute(arguments);

    assertThat(code).isEqualTo(2);
    assertThat(err.toString()).contains(sentence);
  }
}
