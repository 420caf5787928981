package io.aiportal.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class BedrockSimulatorExtensionTest {

  private static final List<BedrockSimulator> SEEN = new ArrayList<>();

  @SimulatedBedrock(region = "eu-west-1")
  static class Strict {

    @Test
    void leaves(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
      bedrock.script(ModelReply.text("unused"));
    }

    @Test
    void leavesNothing(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
      assertThat(bedrock.leftovers()).isEmpty();
      assertThat(bedrock.region()).isEqualTo("eu-west-1");
    }
  }

  @SimulatedBedrock(leftovers = true)
  static class Lenient {

    @Test
    void leaves(BedrockSimulator bedrock) {
      bedrock.script(ModelReply.text("unused"));
    }
  }

  static class OneForEachTest {

    @RegisterExtension
    final BedrockSimulatorExtension extension =
        BedrockSimulatorExtension.of(() -> BedrockSimulator.builder().region("us-east-1"))
            .withLeftovers();

    @Test
    void first(BedrockSimulator bedrock) {
      SEEN.add(bedrock.script(ModelReply.text("unused")));
    }

    @Test
    void second(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
      assertThat(bedrock.region()).isEqualTo("us-east-1");
    }
  }

  private static TestExecutionSummary run(Class<?> tests) {
    SEEN.clear();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    return listener.getSummary();
  }

  @Test
  void leftovers_failTheTestThatLeftThem_andNoOther() {
    TestExecutionSummary summary = run(Strict.class);

    assertThat(summary.getTestsFoundCount()).isEqualTo(2);
    assertThat(summary.getFailures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getException())
                    .hasMessageContaining("Nobody asked for the reply “unused”"));
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
  }

  @Test
  void leftovers_thatAreAllowed_failNothing() {
    assertThat(run(Lenient.class).getTestsSucceededCount()).isEqualTo(1);
  }

  @Test
  void extensionOfAnInstance_startsOneForEachTest() {
    assertThat(run(OneForEachTest.class).getTestsSucceededCount()).isEqualTo(2);
    assertThat(SEEN.get(0)).isNotSameAs(SEEN.get(1));
  }
}
