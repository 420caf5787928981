package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.KeptReasoning;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SealedCallIdTest {

  private static final KeptReasoning REASONING =
      new KeptReasoning(
          List.of(new ChatContent.ReasoningText("Grüße \uD83D\uDE00", "signed")),
          List.of(new ChatContent.ReasoningText("", "other")));

  /** What this was sealed as once. */
  private static final String EARLIER =
      "call_sealed_8BtQiMDmFx9hCMMXGMRCuGKP6AlZuDqdvkHccXIyE7siceKu"
          + "XJ79lLPUJ6fo8xjU28lvGhY9QDx98T-KIn3pwfR2Lq6G1dpw71W_BvHrcmUy9A";

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

  /** Ids of 64 KiB are the longest. */
  @Test
  void idOfTheGreatestLength_isOneStill() {
    byte[] noise = new byte[50_000];
    new Random(1).nextBytes(noise);
    int longest = 0;
    for (int size = 49_000; size < 49_200; size++) {
      byte[] data = Arrays.copyOf(noise, size);
      KeptReasoning reasoning =
          new KeptReasoning(List.of(new ChatContent.RedactedReasoning(data)), List.of());
      String id = capsule.seal("t1", reasoning, "owner");
      longest = Math.max(longest, id.length());
      assertThat(capsule.open(id, "owner") == null).isEqualTo(id.equals("t1"));
    }
    assertThat(longest).isEqualTo(65_536);
  }

  /** Clients keep ids for as long as their conversations. */
  @Test
  void idOfAnEarlierRelease_isOpenedStill() {
    assertThat(capsule.open(EARLIER, "owner")).isEqualTo(new SealedCallId.Opened("t1", REASONING));
  }
}
