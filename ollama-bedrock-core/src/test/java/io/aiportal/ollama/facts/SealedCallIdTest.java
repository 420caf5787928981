package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedCallIdTest {

  private static final KeptReasoning REASONING =
      new KeptReasoning(
          List.of(new ChatContent.ReasoningText("Grüße \uD83D\uDE00", "signed")),
          List.of(new ChatContent.ReasoningText("", "other")));

  private final SealedCallId capsule = new SealedCallId(new byte[] {7});

  @Test
  void whatWasSealed_isOpenedByItsOwner() {
    String id = capsule.seal("t1", REASONING, "owner");
    assertThat(id).doesNotContain("signed").isNotEqualTo(capsule.seal("t1", REASONING, "owner"));
    assertThat(capsule.open(id, "owner")).isEqualTo(new SealedCallId.Opened("t1", REASONING));
  }

  @Test
  void redactedBytes_comeBackAsTheyWere() {
    byte[] data = new byte[1000];
    new Random(1).nextBytes(data);
    KeptReasoning redacted =
        new KeptReasoning(List.of(new ChatContent.RedactedReasoning(data)), List.of());
    SealedCallId.Opened opened =
        Objects.requireNonNull(capsule.open(capsule.seal("t", redacted, "o"), "o"));
    assertThat(opened.reasoning().beforeText().get(0))
        .isInstanceOfSatisfying(
            ChatContent.RedactedReasoning.class, one -> assertThat(one.data()).isEqualTo(data));
  }

  @Test
  void nobodyElse_opensIt_andNothingElseIsOne() {
    String id = capsule.seal("t1", REASONING, "owner");
    assertThat(capsule.open(id, "other")).isNull();
    assertThat(new SealedCallId(new byte[] {8}).open(id, "owner")).isNull();
    for (String other :
        List.of("", "t1", "call_sealed_", "call_sealed_!!", "call_sealed_AAAA", id + "A")) {
      assertThat(capsule.open(other, "owner")).as(other).isNull();
    }
    for (int i = "call_sealed_".length(); i < id.length(); i += 7) {
      String damaged = id.substring(0, i) + (id.charAt(i) == 'A' ? 'B' : 'A') + id.substring(i + 1);
      assertThat(capsule.open(damaged, "owner")).as("at " + i).isNull();
    }
  }

  @Test
  void thoughtThatIsTooLong_leavesTheIdAsItIs() {
    byte[] data = new byte[60_000];
    new Random(1).nextBytes(data);
    KeptReasoning large =
        new KeptReasoning(List.of(new ChatContent.RedactedReasoning(data)), List.of());
    assertThat(capsule.seal("t1", large, "owner")).isEqualTo("t1");
  }
}
