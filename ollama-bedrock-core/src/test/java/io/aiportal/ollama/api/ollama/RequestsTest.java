package io.aiportal.ollama.api.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RequestsTest {

  private static final byte[] IMAGE = {1};
  private static final List<byte[]> IMAGES = List.of(IMAGE);
  private static final Duration HOUR = Duration.ofHours(1);

  private static final GenerateRequest GENERATE =
      new GenerateRequest(
          "m",
          "p",
          "x",
          "s",
          "t",
          false,
          List.of(1),
          List.of(),
          "json",
          Map.of("seed", 1),
          true,
          Think.ON,
          Duration.ZERO);

  private static final ChatRequest CHAT =
      new ChatRequest(
          "m",
          List.of(Message.user("Hi")),
          List.of(),
          "json",
          Map.of("seed", 1),
          true,
          Think.ON,
          Duration.ZERO);

  @Test
  void generate_withOneThing_keepsTheRest() {
    assertThat(GENERATE.withSystem("z")).isEqualTo(generate("z", 1, "json", 1, true, Think.ON, 0));
    assertThat(GENERATE.withContext(List.of(2)))
        .isEqualTo(generate("s", 2, "json", 1, true, Think.ON, 0));
    assertThat(GENERATE.withFormat("")).isEqualTo(generate("s", 1, "", 1, true, Think.ON, 0));
    assertThat(GENERATE.withOptions(Map.of("seed", 2)))
        .isEqualTo(generate("s", 1, "json", 2, true, Think.ON, 0));
    assertThat(GENERATE.withStream(false))
        .isEqualTo(generate("s", 1, "json", 1, false, Think.ON, 0));
    assertThat(GENERATE.withThink(Think.OFF))
        .isEqualTo(generate("s", 1, "json", 1, true, Think.OFF, 0));
    assertThat(GENERATE.withKeepAlive(HOUR))
        .isEqualTo(generate("s", 1, "json", 1, true, Think.ON, 1));
    GenerateRequest seeing = GENERATE.withImages(IMAGES);
    assertThat(seeing.images()).containsExactly(IMAGE);
    assertThat(seeing.withImages(List.of())).isEqualTo(GENERATE);
  }

  @Test
  void chat_withOneThing_keepsTheRest() {
    List<Message> more = List.of(Message.user("Ho"));
    assertThat(CHAT.withMessages(more)).isEqualTo(chat(more, true, Duration.ZERO));
    assertThat(CHAT.withStream(false)).isEqualTo(chat(CHAT.messages(), false, Duration.ZERO));
    assertThat(CHAT.withKeepAlive(HOUR)).isEqualTo(chat(CHAT.messages(), true, HOUR));
  }

  @Test
  void options_areCopied_inTheirOrder() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("top_p", 1);
    options.put("seed", 2);
    GenerateRequest request = GENERATE.withOptions(options);
    options.clear();
    assertThat(request.options()).containsExactly(Map.entry("top_p", 1), Map.entry("seed", 2));
  }

  @Test
  void show_asksForNothingLarge() {
    assertThat(ShowRequest.of("m")).isEqualTo(new ShowRequest("m", false));
  }

  /** What another major version of Jackson does not know has no effect there. */
  @Test
  void requests_haveOnlyAnnotationsThatEveryJacksonKnows() {
    for (Class<?> request : List.of(ChatRequest.class, GenerateRequest.class, ShowRequest.class)) {
      assertThat(
              Stream.of(request.getRecordComponents())
                  .flatMap(component -> Stream.of(component.getAccessor().getAnnotations()))
                  .map(annotation -> annotation.annotationType().getPackageName()))
          .doesNotContain("com.fasterxml.jackson.databind.annotation");
    }
  }

  /**
   * A mapper that knows parameters' names would take one of that name for the ignored component.
   */
  @Test
  void creators_haveNoParameterOfAnIgnoredComponentsName() {
    for (Class<?> request : List.of(ChatRequest.class, GenerateRequest.class)) {
      assertThat(
              Stream.of(request.getDeclaredMethods())
                  .filter(method -> method.isAnnotationPresent(JsonCreator.class))
                  .flatMap(method -> Stream.of(method.getParameters()))
                  .map(parameter -> parameter.getName()))
          .isNotEmpty()
          .doesNotContain("keepAlive");
    }
  }

  private static ChatRequest chat(List<Message> messages, boolean stream, Duration keepAlive) {
    return new ChatRequest(
        "m", messages, List.of(), "json", Map.of("seed", 1), stream, Think.ON, keepAlive);
  }

  private static GenerateRequest generate(
      String system,
      int context,
      Object format,
      int seed,
      boolean stream,
      Think think,
      int keptHours) {
    return new GenerateRequest(
        "m",
        "p",
        "x",
        system,
        "t",
        false,
        List.of(context),
        List.of(),
        format,
        Map.of("seed", seed),
        stream,
        think,
        Duration.ofHours(keptHours));
  }
}
