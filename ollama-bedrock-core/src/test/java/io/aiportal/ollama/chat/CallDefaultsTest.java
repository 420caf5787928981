package io.aiportal.ollama.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallDefaultsTest {

  private static final CallDefaults DEFAULTS =
      new CallDefaults(
          "Be brief.",
          List.of(Turn.user("One?"), Turn.assistant("One.")),
          new Sampling(0.1, 0.2, 3),
          400,
          List.of("END"));

  @Test
  void call_thatSaysNothing_getsEverything() {
    ChatCall call = DEFAULTS.under(ChatCall.of("m", List.of(Turn.user("Two?"))));
    assertThat(call.turns())
        .containsExactly(
            Turn.system("Be brief."), Turn.user("One?"), Turn.assistant("One."), Turn.user("Two?"));
    assertThat(call.sampling()).isEqualTo(new Sampling(0.1, 0.2, 3));
    assertThat(call.maxTokens()).isEqualTo(400);
    assertThat(call.stopSequences()).containsExactly("END");
  }

  @Test
  void call_thatSaysSomething_keepsIt() {
    ChatCall said =
        ChatCall.builder("m")
            .turns(List.of(Turn.system("Be kind."), Turn.user("Two?")))
            .sampling(new Sampling(0.9, null, null))
            .maxTokens(7)
            .stopSequences(List.of("STOP"))
            .build();
    ChatCall call = DEFAULTS.under(said);
    assertThat(call.turns())
        .containsExactly(
            Turn.user("One?"), Turn.assistant("One."), Turn.system("Be kind."), Turn.user("Two?"));
    assertThat(call.sampling()).isEqualTo(new Sampling(0.9, 0.2, 3));
    assertThat(call.maxTokens()).isEqualTo(7);
    assertThat(call.stopSequences()).containsExactly("STOP");
  }

  @Test
  void instructions_behindTheFirstTurn_areNoInstructionsAtTheBeginning() {
    ChatCall said = ChatCall.of("m", List.of(Turn.user("Two?"), Turn.system("Be kind.")));
    assertThat(DEFAULTS.under(said).turns()).startsWith(Turn.system("Be brief.")).hasSize(5);
    assertThat(DEFAULTS.under(ChatCall.of("m", List.of())).turns()).hasSize(3);
  }

  @Test
  void defaults_withoutTurns_keepTheRest() {
    ChatCall call = DEFAULTS.withoutTurns().under(ChatCall.of("m", List.of(Turn.user("Two?"))));
    assertThat(call.turns()).containsExactly(Turn.user("Two?"));
    assertThat(call.maxTokens()).isEqualTo(400);
  }

  @Test
  void everythingElse_staysAsItIs() {
    ChatCall said =
        ChatCall.builder("m")
            .turns(List.of(Turn.user("Two?")))
            .tools(List.of(new ToolDefinition("t", null, null, null, null)))
            .toolChoice(new ToolUsage.Any())
            .parallelToolCalls(false)
            .outputFormat(new OutputFormat.Json())
            .reasoning(new Reasoning.On())
            .contextPolicy(new ContextPolicy(null, null, 5))
            .additionalFields(Map.of("a", 1))
            .additionalFieldPaths(List.of("/b"))
            .build();
    assertThat(said.toBuilder().build()).isEqualTo(said);
    assertThat(CallDefaults.NONE.under(said)).isSameAs(said);
    CallDefaults limit = new CallDefaults("", List.of(), Sampling.DEFAULT, 9, List.of());
    assertThat(limit.under(said)).isEqualTo(said.toBuilder().maxTokens(9).build());
  }
}
