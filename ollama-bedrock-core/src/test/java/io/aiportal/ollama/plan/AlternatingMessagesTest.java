package io.aiportal.ollama.plan;

import static io.aiportal.ollama.plan.Plans.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.ContentBlock.CachePoint;
import io.aiportal.ollama.bedrock.ConversationRole;
import io.aiportal.ollama.bedrock.ConverseMessage;
import io.aiportal.ollama.bedrock.ImageFormat;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlternatingMessagesTest {

  private static final ContentBlock IMAGE = new ContentBlock.Image(ImageFormat.PNG, Plans.PNG);
  private static final ContentBlock POINT = new CachePoint(null);

  private final AlternatingMessages messages = new AlternatingMessages(false);

  private static List<ContentBlock> images(int count) {
    return Collections.nCopies(count, IMAGE);
  }

  private void said(ContentBlock... content) {
    said(List.of(content));
  }

  private void said(List<ContentBlock> content) {
    messages.add(ConversationRole.USER, content);
  }

  @ParameterizedTest
  @CsvSource({"10, 10, 1", "10, 11, 3", "20, 1, 3", "0, 21, 1", "21, 0, 1", "1, 0, 1"})
  void imagesOfTwoTurns_areTwentyInAMessage_whereEachTurnHasSome(int before, int more, int count) {
    said(text("a"));
    said(images(before));
    said(images(more));
    said(text("b"));
    assertThat(messages.toList()).hasSize(count);
  }

  @Test
  void imagesInResults_countToo() {
    said(new ContentBlock.ToolResult("t", images(11), null));
    said(images(9));
    assertThat(messages.toList()).hasSize(1);
    said(images(1));
    assertThat(messages.toList())
        .extracting(ConverseMessage::role)
        .containsExactly(ConversationRole.USER, ConversationRole.ASSISTANT, ConversationRole.USER);
    assertThat(messages.toList().get(1).content()).containsExactly(AlternatingMessages.FILLER);
  }

  @Test
  void lastText_losesItsWhiteSpace_beforeCachePointsToo() {
    messages.add(ConversationRole.ASSISTANT, List.of(text("a "), POINT, POINT));
    messages.stripLastText();
    assertThat(messages.toList().get(0).content()).containsExactly(text("a"), POINT, POINT);
  }

  @Test
  void blankText_isLeftOut_butNotTheLastBlockOfAll() {
    messages.add(ConversationRole.ASSISTANT, List.of(text("a"), text(" ")));
    messages.stripLastText();
    assertThat(messages.toList().get(0).content()).containsExactly(text("a"));
    said(text("b"));
    messages.add(ConversationRole.ASSISTANT, List.of(text(" \n")));
    messages.stripLastText();
    assertThat(messages.toList().get(2).content()).containsExactly(text(""));
  }

  @Test
  void whatIsNoText_staysAsItIs() {
    messages.add(ConversationRole.ASSISTANT, List.of(POINT));
    messages.stripLastText();
    assertThat(messages.toList().get(0).content()).containsExactly(POINT);
  }
}
