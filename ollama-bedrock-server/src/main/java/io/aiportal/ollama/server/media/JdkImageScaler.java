package io.aiportal.ollama.server.media;

import io.aiportal.ollama.chat.ImageScaler;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Scales images down with the JDK's own image library, one at a time, on a thread of its own.
 *
 * <p>What the library cannot read, such as WebP, stays as it is. Large images are read in lower
 * resolution, so that a small file that is a huge image takes no more memory than others.
 */
public final class JdkImageScaler implements ImageScaler {

  /** What an image takes in memory at most, in pixels of four bytes. */
  private static final int MOST_PIXELS = 16_000_000;

  private final Executor thread;

  /** A scaler whose thread ends when nothing was to be done for a while. */
  public JdkImageScaler() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "image-scaler");
              thread.setDaemon(true);
              return thread;
            });
    one.allowCoreThreadTimeOut(true);
    this.thread = one;
  }

  @Override
  public CompletableFuture<byte[]> scale(byte[] file, int longestSide, int mostBytes) {
    return CompletableFuture.supplyAsync(() -> scaled(file, longestSide, mostBytes), thread);
  }

  private static byte[] scaled(byte[] file, int longestSide, int mostBytes) {
    try {
      BufferedImage image = read(file, longestSide);
      if (image == null) {
        return file;
      }
      String format = image.getColorModel().hasAlpha() ? "png" : "jpeg";
      int side = Math.min(longestSide, Math.max(image.getWidth(), image.getHeight()));
      byte[] smaller = written(shrunk(image, side), format);
      while (smaller.length > mostBytes && side > 1) {
        side = side * 3 / 4;
        smaller = written(shrunk(image, side), format);
      }
      return smaller;
    } catch (IOException | RuntimeException damaged) {
      return file;
    }
  }

  private static @Nullable BufferedImage read(byte[] file, int longestSide) throws IOException {
    try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        return null;
      }
      ImageReader reader = readers.next();
      try {
        reader.setInput(in);
        ImageReadParam param = reader.getDefaultReadParam();
        int step = step(reader.getWidth(0), reader.getHeight(0), longestSide);
        param.setSourceSubsampling(step, step, 0, 0);
        return reader.read(0, param);
      } finally {
        reader.dispose();
      }
    }
  }

  /** Of how many pixels one is read, so that no more are than memory has room for. */
  private static int step(int width, int height, int longestSide) {
    int step = 1;
    while ((long) (width / step) * (height / step) > MOST_PIXELS
        || Math.max(width, height) / step > 2 * longestSide) {
      step++;
    }
    return step;
  }

  private static BufferedImage shrunk(BufferedImage image, int side) {
    double factor = Math.min(1, (double) side / Math.max(image.getWidth(), image.getHeight()));
    int width = Math.max(1, (int) (image.getWidth() * factor));
    int height = Math.max(1, (int) (image.getHeight() * factor));
    int type =
        image.getColorModel().hasAlpha() ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
    BufferedImage smaller = new BufferedImage(width, height, type);
    Graphics2D graphics = smaller.createGraphics();
    try {
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
      graphics.drawImage(image, 0, 0, width, height, null);
    } finally {
      graphics.dispose();
    }
    return smaller;
  }

  private static byte[] written(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }
}
