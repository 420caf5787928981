package io.aiportal.ollama.facts;

import io.aiportal.ollama.chat.ChatCall;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.ImageScaler;
import io.aiportal.ollama.chat.Turn;
import io.aiportal.ollama.plan.MediaLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A call whose images are no larger than Bedrock takes them, as far as they can be made smaller.
 */
public final class ScaledImages {

  private final Map<ChatContent.Image, CompletableFuture<byte[]>> scaled =
      Collections.synchronizedMap(new IdentityHashMap<>());

  private ScaledImages() {}

  /** The call with smaller images; the same call where none is too large. */
  public static CompletableFuture<ChatCall> of(ChatCall call, ImageScaler scaler) {
    if (scaler.equals(ImageScaler.NOOP)) {
      return CompletableFuture.completedFuture(call);
    }
    List<ChatContent.Image> images = new ArrayList<>();
    call.turns().forEach(turn -> collect(turn.content(), images));
    int longestSide = MediaLimits.longestSide(images.size());
    ScaledImages scaled = new ScaledImages();
    for (ChatContent.Image image : images) {
      if (!MediaLimits.fits(image.bytes(), longestSide)) {
        scaled.scaled.computeIfAbsent(
            image, large -> scaler.scale(large.bytes(), longestSide, MediaLimits.IMAGE_BYTES));
      }
    }
    if (scaled.scaled.isEmpty()) {
      return CompletableFuture.completedFuture(call);
    }
    return CompletableFuture.allOf(scaled.scaled.values().toArray(CompletableFuture[]::new))
        .thenApply(done -> scaled.in(call));
  }

  private static void collect(List<ChatContent> content, List<ChatContent.Image> images) {
    for (ChatContent block : content) {
      if (block instanceof ChatContent.Image image) {
        images.add(image);
      } else if (block instanceof ChatContent.ToolResult result) {
        collect(result.content(), images);
      }
    }
  }

  private ChatCall in(ChatCall call) {
    return call.toBuilder()
        .turns(
            call.turns().stream().map(turn -> new Turn(turn.role(), in(turn.content()))).toList())
        .build();
  }

  private List<ChatContent> in(List<ChatContent> content) {
    return content.stream().map(this::in).toList();
  }

  private ChatContent in(ChatContent block) {
    if (block instanceof ChatContent.Image image) {
      CompletableFuture<byte[]> smaller = scaled.get(image);
      return smaller == null ? image : new ChatContent.Image(smaller.join());
    }
    return block instanceof ChatContent.ToolResult result
        ? new ChatContent.ToolResult(
            result.id(), result.toolName(), in(result.content()), result.error())
        : block;
  }
}
