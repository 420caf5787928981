package io.aiportal.ollama.server.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class JdkImageScalerTest {

  private static final int MANY = 10_000_000;

  private final JdkImageScaler scaler = new JdkImageScaler();

  @ParameterizedTest
  @CsvSource({
    "png,  300, 150, 100, 100, 50",
    "jpeg, 150, 300, 100, 50, 100",
    "gif,  200, 200, 100, 100, 100",
    "png,  300, 1, 100, 100, 1",
    "jpeg, 900, 450, 100, 100, 50",
  })
  void image_isScaledInItsProportions(
      String format, int width, int height, int side, int newWidth, int newHeight)
      throws IOException {
    byte[] file = file(format, width, height, BufferedImage.TYPE_INT_RGB, false);

    BufferedImage smaller = image(scaler.scale(file, side, MANY).join());
    assertThat(smaller.getWidth()).isEqualTo(newWidth);
    assertThat(smaller.getHeight()).isEqualTo(newHeight);
    assertThat(scaler.scale(file, side, MANY).join())
        .isEqualTo(scaler.scale(file, side, MANY).join());
  }

  @Test
  void file_isMadeToFitIntoItsBytes() throws IOException {
    byte[] noise = file("png", 400, 400, BufferedImage.TYPE_INT_RGB, true);
    byte[] clear = file("png", 400, 400, BufferedImage.TYPE_INT_ARGB, true);

    byte[] smaller = scaler.scale(noise, 400, 20_000).join();
    assertThat(smaller).hasSizeLessThanOrEqualTo(20_000).hasSizeGreaterThan(2_000);
    assertThat(image(smaller).getColorModel().hasAlpha()).isFalse();
    byte[] smallerAndClear = scaler.scale(clear, 400, 20_000).join();
    assertThat(smallerAndClear).hasSizeLessThanOrEqualTo(20_000);
    assertThat(image(smallerAndClear).getColorModel().hasAlpha()).isTrue();
  }

  @Test
  void hugeImage_inASmallFile_takesLittleMemory() throws IOException {
    byte[] huge = file("png", 12_000, 9_000, BufferedImage.TYPE_BYTE_BINARY, false);

    BufferedImage smaller = image(scaler.scale(huge, 2_000, MANY).join());
    assertThat(smaller.getWidth()).isEqualTo(2_000);
    assertThat(smaller.getHeight()).isEqualTo(1_500);
  }

  @Test
  void whatIsNoImage_orOfAnUnknownFormat_staysAsItIs() throws IOException {
    byte[] text = {'t', 'e', 'x', 't'};
    assertThat(scaler.scale(text, 10, 1).join()).isSameAs(text);
    byte[] webp = Arrays.copyOf("RIFF....WEBPVP8 ".getBytes(), 100);
    assertThat(scaler.scale(webp, 10, 1).join()).isSameAs(webp);
    byte[] png = file("png", 300, 300, BufferedImage.TYPE_INT_RGB, true);
    byte[] cut = Arrays.copyOf(png, 60);
    assertThat(scaler.scale(cut, 10, 1).join()).isSameAs(cut);
  }

  private static byte[] file(String format, int width, int height, int type, boolean noise)
      throws IOException {
    BufferedImage image = new BufferedImage(width, height, type);
    if (noise) {
      Random random = new Random(1);
      for (int x = 0; x < width; x++) {
        for (int y = 0; y < height; y++) {
          image.setRGB(x, y, random.nextInt());
        }
      }
    } else {
      Graphics2D graphics = image.createGraphics();
      graphics.fillRect(0, 0, width / 2, height);
      graphics.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, format, out);
    return out.toByteArray();
  }

  private static BufferedImage image(byte[] file) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(file));
  }
}
