package io.aiportal.ollama.chat;

import java.util.concurrent.CompletableFuture;

/** Makes images smaller that are larger than Bedrock takes them. */
@FunctionalInterface
public interface ImageScaler {

  /** Leaves every image as it is, so that those too large are refused. */
  ImageScaler NOOP = (file, longestSide, mostBytes) -> CompletableFuture.completedFuture(file);

  /**
   * Makes an image smaller; always to the same bytes, which prompt caches depend on.
   *
   * @param file the image file
   * @param longestSide pixels that it may be wide or high
   * @param mostBytes bytes that its file may have
   * @return a smaller image file, or the same where it cannot be made smaller
   */
  CompletableFuture<byte[]> scale(byte[] file, int longestSide, int mostBytes);
}
