package io.aiportal.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.aiportal.testkit.bedrock.BedrockSimulator;
import io.aiportal.testkit.bedrock.reply.ModelReply;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

class BedrockSimulatorExtensionTest {

  private static final List<BedrockSimulator> SEEN = new ArrayList<>();
  private static final List<String> STARTED = new ArrayList<>();

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

  @SimulatedBedrock(region = "eu-west-1")
  static class Around {

    @Test
    void hasItsOwn(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
      assertThat(bedrock.region()).isEqualTo("eu-west-1");
    }

    @Nested
    class Plain {

      @Test
      void hasTheSame(BedrockSimulator bedrock) {
        SEEN.add(bedrock);
      }
    }

    @Nested
    @SimulatedBedrock(region = "us-west-2", leftovers = true)
    class Annotated {

      private final BedrockSimulator bedrock;

      Annotated(BedrockSimulator bedrock) {
        this.bedrock = bedrock;
      }

      @Test
      void hasItsOwn(BedrockSimulator again) {
        assertThat(again.script(ModelReply.text("unused"))).isSameAs(bedrock);
        assertThat(bedrock.region()).isEqualTo("us-west-2");
      }

      @Test
      void hasItAsNew() {
        assertThat(bedrock.region()).isEqualTo("us-west-2");
        assertThat(bedrock.leftovers()).isEmpty();
      }
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneForTheInstance {

    @RegisterExtension
    final BedrockSimulatorExtension extension =
        BedrockSimulatorExtension.of(BedrockSimulator::builder).withLeftovers();

    @Test
    void first(BedrockSimulator bedrock) {
      SEEN.add(bedrock.script(ModelReply.text("unused")));
    }

    @Test
    void second(BedrockSimulator bedrock) {
      SEEN.add(bedrock.script(ModelReply.text("unused")));
      assertThat(bedrock.leftovers()).hasSize(1);
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  @SimulatedBedrock(region = "eu-west-1")
  static class InTheConstructor {

    InTheConstructor(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
    }

    @Test
    void first(BedrockSimulator bedrock) {
      SEEN.add(bedrock);
    }
  }

  static class Two {

    @RegisterExtension
    static final BedrockSimulatorExtension FIRST =
        BedrockSimulatorExtension.of(() -> BedrockSimulator.builder().region(seen("us-east-1")));

    @RegisterExtension
    static final BedrockSimulatorExtension SECOND =
        BedrockSimulatorExtension.of(() -> BedrockSimulator.builder().region(seen("eu-west-1")));

    @Test
    void test() {}

    private static String seen(String region) {
      STARTED.add(region);
      return region;
    }
  }

  private static TestExecutionSummary run(Class<?> tests) {
    SEEN.clear();
    STARTED.clear();
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

  @Test
  void nestedClass_hasThatOfTheClassAround_unlessItIsAnnotatedItself() {
    assertThat(run(Around.class).getTestsSucceededCount()).isEqualTo(4);
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
  }

  @Test
  void testsThatShareAnInstance_shareItsExtension() {
    assertThat(run(OneForTheInstance.class).getTestsSucceededCount()).isEqualTo(2);
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
    assertThat(run(InTheConstructor.class).getTestsSucceededCount()).isEqualTo(1);
    assertThat(SEEN.get(0)).isSameAs(SEEN.get(1));
  }

  @Test
  void twoExtensions_startOneEach() {
    assertThat(run(Two.class).getTestsSucceededCount()).isEqualTo(1);
    assertThat(STARTED).containsExactlyInAnyOrder("us-east-1", "eu-west-1");
  }
}
