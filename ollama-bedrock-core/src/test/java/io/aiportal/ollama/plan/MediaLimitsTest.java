package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.SONNET;
import static io.aiportal.ollama.plan.Plans.assertRefused;
import static io.aiportal.ollama.plan.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ImageFormat;
import io.aiportal.ollama.chat.ChatContent;
import io.aiportal.ollama.chat.Turn;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaLimitsTest {

  private static final int IMAGE_BYTES = 3_932_160;
  private static final int DOCUMENT_BYTES = 4_718_592;

  @ParameterizedTest
  @CsvSource({
    // The heads of files as encoders write them, and what they say.
    "PNG, 89504e470d0a1a0a0000000d4948445200001f4000000010, 8000, 16",
    "GIF, 47494638396140002003, 64, 800",
    "GIF, 474946383961400020, , ",
    "JPEG, ffd8ffcf000b0800100020, 32, 16",
    "JPEG, ffd8ffd0000b0800100020ffffffff, , ",
    "JPEG, ffd8ffffffc0000b0800100020, 32, 16",
    "JPEG, ffd8ff01ffc0000b0800100020, 32, 16",
    "JPEG, ffd8ffd0ffd7ffd8ffc0000b0800100020, 32, 16",
    "JPEG, ffd8ff02ffc0000b0800100020, , ",
    "JPEG, ffd8ffc000110804b0, , ",
    "JPEG, ffd8ffe000104a46494600010100000100010000ffc000110804b00640, 1600, 1200",
    "JPEG, ffd8ffe000044a46ffffc2000b0800100020, 32, 16",
    "WEBP, 52494646000000005745425056503820000000000000009d012a40012001, 320, 288",
    "WEBP, 5249464600000000574542505650384c000000002f3f41470000000000, , ",
    "WEBP, 5249464600000000574542505650384c000000002f3f414700000000000000, 320, 286",
    "WEBP, 524946460000000057454250565038580000000000000000cf07006f0300, 2000, 880",
    "WEBP, 524946460000000057454250565038590000000000000000cf07006f0300, , ",
    "PNG, 89504e470d0a1a0a, , ",
    "GIF, 474946383961, , ",
    "JPEG, ffd8ffd9, , ",
    "JPEG, ffd8ffda000000000000000000, , ",
    "JPEG, ffd8ffc4000300ffd9000000000000, , ",
    "JPEG, ffd80000000000000000000000, , ",
  })
  void size_isWhatTheHeadSays(ImageFormat format, String head, Integer width, Integer height) {
    ImageSize size = ImageSize.of(HexFormat.of().parseHex(head), format);
    assertThat(size).isEqualTo(width == null ? null : new ImageSize(width, height));
  }

  @ParameterizedTest
  @CsvSource({
    "8000, 1, 100, true",
    "1, 8001, 100, false",
    "8000, 8000, 3932160, true",
    "1, 1, 3932161, false",
    // Too short to tell its size.
    "8001, 8001, 8, true",
  })
  void file_fits(int width, int height, int length, boolean fits) {
    byte[] file = Arrays.copyOf(png(width, height, Math.max(24, length)), length);
    assertThat(MediaLimits.fits(file, MediaLimits.longestSide(20))).isEqualTo(fits);
  }

  @Test
  void fileThatIsNoImage_fitsUpToTheSameLimit() {
    assertThat(MediaLimits.fits(new byte[IMAGE_BYTES], 8_000)).isTrue();
    assertThat(MediaLimits.fits(new byte[IMAGE_BYTES + 1], 8_000)).isFalse();
    assertThat(ImageFormats.formatOf("RIFF1234WE".getBytes(StandardCharsets.US_ASCII))).isNull();
    assertThat(MediaLimits.longestSide(21)).isEqualTo(2_000);
  }

  @Test
  void image_thatIsTooLarge_isRefusedWithTheLimit() {
    plan(SONNET, user(new ChatContent.Image(png(8_000, 1, IMAGE_BYTES))));
    assertRefused(
        SONNET,
        Plans.call(user(new ChatContent.Image(png(1, 1, IMAGE_BYTES + 1)))),
        "an image is larger than 3.75 MB, which is 3932160 bytes, more than Amazon Bedrock takes;"
            + " scale it down");
    assertRefused(
        SONNET,
        Plans.call(user(new ChatContent.Image(png(1, 8_001, 100)))),
        "an image is more than 8000 pixels wide or high, more than Amazon Bedrock takes");
    assertRefused(
        SONNET,
        Plans.call(
            Turn.of(Turn.Role.ASSISTANT, Plans.use("a", "f")),
            user(
                new ChatContent.ToolResult(
                    "a", null, List.of(new ChatContent.Image(png(8_001, 1, 100))), null))),
        "an image is more than 8000 pixels");
  }

  @Test
  void images_ofWhichThereAreMany_mustBeSmaller() {
    List<ChatContent> twenty = images(20, 2_001);
    plan(SONNET, new Turn(Turn.Role.USER, twenty));
    plan(SONNET, new Turn(Turn.Role.USER, images(21, 2_000)));
    assertRefused(
        SONNET,
        Plans.call(new Turn(Turn.Role.USER, twenty), Turn.assistant("Yes."), user(twenty.get(0))),
        "more than 2000 pixels wide or high, and there are more than 20 of them");
  }

  @Test
  void images_moreThanOneMessageTakes_areSplit() {
    Plan plan =
        plan(
            SONNET,
            new Turn(Turn.Role.USER, images(20, 1)),
            user(images(1, 2).get(0), new ChatContent.Text("Which?")));

    List<ConverseMessage> messages = plan.request().messages();
    assertThat(messages).hasSize(3);
    assertThat(messages.get(0).content()).hasSize(20);
    assertThat(messages.get(1).role()).isEqualTo(ConversationRole.ASSISTANT);
    assertThat(messages.get(2).content()).hasSize(2).last().isEqualTo(Plans.text("Which?"));
    assertThat(plan(SONNET, new Turn(Turn.Role.USER, images(20, 1))).request().messages())
        .hasSize(1);
  }

  @Test
  void documents_moreThanOneMessageTakes_areSplit_eachWithText() {
    ChatContent document = new ChatContent.Document("txt", "a", new byte[] {1});
    Plan plan = plan(SONNET, new Turn(Turn.Role.USER, Collections.nCopies(6, document)));

    assertThat(plan.request().messages()).hasSize(3);
    assertThat(plan.request().messages().get(0).content()).hasSize(6);
    assertThat(plan.request().messages().get(2).content())
        .hasSize(2)
        .first()
        .isEqualTo(Plans.text("."));
    assertThat(
            plan(SONNET, new Turn(Turn.Role.USER, Collections.nCopies(5, document)))
                .request()
                .messages())
        .hasSize(1);
  }

  @Test
  void document_thatIsTooLarge_isRefusedWithTheLimit() {
    plan(SONNET, user(new ChatContent.Document("pdf", null, new byte[DOCUMENT_BYTES])));
    assertRefused(
        SONNET,
        Plans.call(user(new ChatContent.Document("pdf", null, new byte[DOCUMENT_BYTES + 1]))),
        "a document is larger than 4.5 MB, which is 4718592 bytes, more than Amazon Bedrock takes;"
            + " send a smaller one");
  }

  @Test
  void result_ofMoreThanOneMessageTakes_isRefused() {
    assertRefused(
        SONNET,
        Plans.call(
            Turn.of(Turn.Role.ASSISTANT, Plans.use("a", "f")),
            user(new ChatContent.ToolResult("a", null, images(21, 1), null))),
        "a message has more than 20 images");
    ChatContent document = new ChatContent.Document("txt", "a", new byte[] {1});
    assertRefused(
        SONNET,
        Plans.call(
            Turn.of(Turn.Role.ASSISTANT, Plans.use("a", "f")),
            user(new ChatContent.ToolResult("a", null, Collections.nCopies(6, document), null))),
        "a message has more than 5 documents");
  }

  @Test
  void documents_besideResults_countToo() {
    ContentBlock document = new ContentBlock.Document("txt", "a", new byte[] {1});
    ContentBlock result = new ContentBlock.ToolResult("t", List.of(document, document), null);
    List<ContentBlock> content = new ArrayList<>(Collections.nCopies(3, document));
    content.add(result);
    MediaLimits.check(List.of(new ConverseMessage(ConversationRole.USER, content)));
    content.add(document);
    assertThatThrownBy(
            () -> MediaLimits.check(List.of(new ConverseMessage(ConversationRole.USER, content))))
        .hasMessageContaining("a message has more than 5 documents");
  }

  @Test
  void parts_areFullBeforeTheNextBegins() {
    ContentBlock document = new ContentBlock.Document("txt", "a", new byte[] {1});
    assertThat(MediaLimits.parts(Collections.nCopies(41, image())))
        .extracting(List::size)
        .containsExactly(20, 20, 1);
    assertThat(MediaLimits.parts(Collections.nCopies(11, document)))
        .extracting(List::size)
        .containsExactly(5, 5, 1);
    List<ContentBlock> content = new ArrayList<>(Collections.nCopies(6, document));
    content.addAll(Collections.nCopies(20, image()));
    assertThat(MediaLimits.parts(content)).extracting(List::size).containsExactly(5, 21);
    content.add(image());
    content.addAll(Collections.nCopies(5, document));
    assertThat(MediaLimits.parts(content)).extracting(List::size).containsExactly(5, 21, 6);
  }

  @Test
  void text_behindImages_staysInItsPlace() {
    List<ContentBlock> content = new ArrayList<>(Collections.nCopies(20, image()));
    content.add(Plans.text("a"));
    content.add(image());
    assertThat(MediaLimits.parts(content))
        .containsExactly(content.subList(0, 21), content.subList(21, 22));
    assertThat(MediaLimits.parts(List.of())).containsExactly(List.of());
  }

  private static ContentBlock image() {
    return new ContentBlock.Image(ImageFormat.PNG, Plans.PNG);
  }

  private static Turn user(ChatContent... content) {
    return Turn.of(Turn.Role.USER, content);
  }

  private static List<ChatContent> images(int count, int width) {
    return new ArrayList<>(Collections.nCopies(count, new ChatContent.Image(png(width, 1, 100))));
  }

  private static byte[] png(int width, int height, int length) {
    byte[] file = Arrays.copyOf(Plans.PNG, length);
    for (int i = 0; i < 4; i++) {
      file[16 + i] = (byte) (width >> 8 * (3 - i));
      file[20 + i] = (byte) (height >> 8 * (3 - i));
    }
    return file;
  }
}
