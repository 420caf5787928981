package io.aiportal.testkit.bedrock.reply;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageHeaderTest {

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "gif"})
  void of_imageOfTheJdk_readsFormatAndSize(String format) throws IOException {
    ByteArrayOutputStream image = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 20, BufferedImage.TYPE_INT_RGB), format, image);

    assertThat(ImageHeader.of(image.toByteArray())).contains(new ImageHeader(format, 300, 20));
  }

  @ParameterizedTest
  @CsvSource({
    "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA, 1, 1",
    "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==, 1, 1",
    "UklGRhYAAABXRUJQVlA4WAoAAAAAAAAAKwEAEwAA, 300, 20"
  })
  void of_webp_readsAllThreeKinds(String base64, int width, int height) {
    assertThat(ImageHeader.of(Base64.getDecoder().decode(base64)))
        .contains(new ImageHeader("webp", width, height));
  }

  @Test
  void of_cutImage_knowsTheFormatOnly() {
    byte[] start = {(byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0};

    assertThat(ImageHeader.of(start)).contains(new ImageHeader("jpeg", 0, 0));
  }

  @Test
  void of_text_isNoImage() {
    assertThat(ImageHeader.of("BM, not one of the four".getBytes(StandardCharsets.UTF_8)))
        .isEmpty();
  }
}
