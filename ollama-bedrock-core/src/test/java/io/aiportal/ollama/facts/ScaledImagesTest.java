package io.aiportal.ollama.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ImageScaler;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.plan.MediaLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ScaledImagesTest {

  private static final byte[] SMALL = {1};

  private final List<Integer> asked = new ArrayList<>();
  private final ImageScaler scaler =
      (file, longestSide, mostBytes) -> {
        asked.add(longestSide);
        assertThat(mostBytes).isEqualTo(MediaLimits.IMAGE_BYTES);
        return CompletableFuture.completedFuture(SMALL);
      };

  @Test
  void imagesThatAreTooLarge_areScaled_wherever() {
    ChatContent.Image wide = png(8_001, 100);
    ChatContent.Image heavy = png(10, MediaLimits.IMAGE_BYTES + 1);
    ChatContent.Image fine = png(8_000, MediaLimits.IMAGE_BYTES);
    Turn turn =
        Turn.of(
            Turn.Role.USER,
            wide,
            fine,
            new ChatContent.ToolResult("a", null, List.of(new ChatContent.Text("t"), heavy), null));

    List<ChatContent> content = scaled(turn).turns().get(0).content();
    assertThat(((ChatContent.Image) content.get(0)).bytes()).isSameAs(SMALL);
    assertThat(content.get(1)).isSameAs(fine);
    ChatContent.ToolResult result = (ChatContent.ToolResult) content.get(2);
    assertThat(result.id()).isEqualTo("a");
    assertThat(result.content().get(0)).isEqualTo(new ChatContent.Text("t"));
    assertThat(((ChatContent.Image) result.content().get(1)).bytes()).isSameAs(SMALL);
    assertThat(asked).containsExactly(8_000, 8_000);
  }

  @Test
  void manyImages_mustBeSmaller() {
    scaled(new Turn(Turn.Role.USER, Collections.nCopies(20, png(2_001, 100))));
    assertThat(asked).isEmpty();
    scaled(new Turn(Turn.Role.USER, Collections.nCopies(21, png(2_001, 100))));
    assertThat(asked).as("the same image once").containsExactly(2_000);
  }

  @Test
  void callWithoutLargeImages_staysTheSame() {
    ChatCall call = ChatCall.of("m", List.of(Turn.of(Turn.Role.USER, png(10, 100))));
    assertThat(ScaledImages.of(call, scaler).join()).isSameAs(call);
    ChatCall large = ChatCall.of("m", List.of(Turn.of(Turn.Role.USER, png(9_000, 100))));
    assertThat(ScaledImages.of(large, ImageScaler.NOOP).join()).isSameAs(large);
    assertThat(ImageScaler.NOOP.scale(SMALL, 1, 1).join()).isSameAs(SMALL);
  }

  private ChatCall scaled(Turn turn) {
    return ScaledImages.of(ChatCall.of("m", List.of(turn)), scaler).join();
  }

  private static ChatContent.Image png(int width, int length) {
    byte[] file =
        Arrays.copyOf(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}, length);
    file[18] = (byte) (width >> 8);
    file[19] = (byte) width;
    file[23] = 1;
    return new ChatContent.Image(file);
  }
}
