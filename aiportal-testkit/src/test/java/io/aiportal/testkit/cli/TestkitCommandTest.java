package io.aiportal.testkit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.testkit.bedrock.fault.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

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
  }
}
