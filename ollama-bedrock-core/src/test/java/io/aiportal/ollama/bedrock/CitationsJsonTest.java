package io.aiportal.ollama.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What answers say of the documents that they rest on. */
class CitationsJsonTest {

  private static final String QUOTED =
      """
      "title":"Rome","sourceContent":[{"text":"It was "},{"text":"built."},{},7]""";

  private static List<ContentBlock> content(String block) {
    return ConverseAnswerJson.readResponse(
            utf8(
                "{\"output\":{\"message\":{\"content\":["
                    + block
                    + "]}},\"stopReason\":\"end_turn\"}"),
            null)
        .content();
  }

  private static @Nullable ConverseStreamEvent delta(String citation) {
    byte[] json = utf8("{\"contentBlockIndex\":2,\"delta\":{\"citation\":" + citation + "}}");
    return ConverseAnswerJson.readEvent("contentBlockDelta", json, 0, json.length);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"documentChar, CHARACTERS", "documentPage, PAGES", "documentChunk, PARTS"})
  void place_isReadInItsUnit(String member, Citation.Unit unit) {
    String citation =
        "{%s,\"location\":{\"%s\":{\"documentIndex\":1,\"start\":2,\"end\":3}}}"
            .formatted(QUOTED, member);
    Citation expected = new Citation(unit, 1, 2, 3, "It was built.", "Rome");
    assertThat(delta(citation)).isEqualTo(new ConverseStreamEvent.CitationDelta(2, expected));
    assertThat(
            content(
                """
                {"citationsContent":{"content":[{"text":"In "},{"text":"a day."}],\
                "citations":[%s]}}"""
                    .formatted(citation)))
        .containsExactly(new ContentBlock.CitedText("In a day.", List.of(expected)));
  }

  @Test
  void placeInWhatASearchFound_hasItsSource() {
    String found =
        """
        {%s,"source":"https://example.com",\
        "location":{"%s":{"searchResultIndex":1,"start":2,"end":3}}}""";
    assertThat(delta(found.formatted(QUOTED, "searchResultLocation")))
        .isEqualTo(
            new ConverseStreamEvent.CitationDelta(
                2,
                new Citation(
                    Citation.Unit.FOUND_PARTS,
                    1,
                    2,
                    3,
                    "It was built.",
                    "Rome",
                    "https://example.com")));
    assertThat(delta(found.formatted(QUOTED, "documentPage")))
        .isEqualTo(
            new ConverseStreamEvent.CitationDelta(
                2, new Citation(Citation.Unit.PAGES, 0, 2, 3, "It was built.", "Rome")));
  }

  @Test
  void whatIsMissing_countsAsNothing() {
    assertThat(delta("{\"location\":{\"documentPage\":{}}}"))
        .isEqualTo(
            new ConverseStreamEvent.CitationDelta(
                2, new Citation(Citation.Unit.PAGES, 0, 0, 0, "", null)));
    assertThat(delta("{\"source\":7,\"location\":{\"searchResultLocation\":{}}}"))
        .isEqualTo(
            new ConverseStreamEvent.CitationDelta(
                2, new Citation(Citation.Unit.FOUND_PARTS, 0, 0, 0, "", null, null)));
    assertThat(content("{\"citationsContent\":{}}"))
        .containsExactly(new ContentBlock.CitedText("", List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "7",
        "{\"location\":{}}",
        "{\"location\":7}",
        "{\"location\":{\"documentChar\":7}}",
        "{\"location\":{\"web\":{\"url\":\"https://example.com\"}}}"
      })
  void whatIsNoPlaceInADocument_isNoCitation(String citation) {
    assertThat(delta(citation)).isNull();
    assertThat(
            content(
                "{\"citationsContent\":{\"content\":[{\"text\":\"a\"}],\"citations\":[%s]}}"
                    .formatted(citation)))
        .containsExactly(new ContentBlock.CitedText("a", List.of()));
  }

  @Test
  void otherName_isThatOfTheCaller() {
    Citation citation = new Citation(Citation.Unit.PARTS, 1, 2, 3, "quoted", "a");
    assertThat(citation.withTitle("b"))
        .isEqualTo(new Citation(Citation.Unit.PARTS, 1, 2, 3, "quoted", "b"));
    assertThat(
            new Citation(Citation.Unit.FOUND_PARTS, 1, 2, 3, "quoted", "a", "https://example.com")
                .withTitle("b")
                .source())
        .isEqualTo("https://example.com");
  }
}
