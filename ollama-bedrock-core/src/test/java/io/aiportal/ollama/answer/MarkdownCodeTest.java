package io.aiportal.ollama.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a text of Markdown is code: each {@code x} is asked for, {@code /} is a line's end. */
class MarkdownCodeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '!',
      value = {
        "x | -",
        // within a line
        "x`x`x | -+-",
        "x``x`x``x | -++-",
        "`x/x | +-",
        "`x/`x`x | ++-",
        "~x~x | --",
        // fences
        "```/x/```/x | +-",
        "```x/x | ++",
        "``/x | -",
        "```java/x/```/x | +-",
        "```/x/``/x/```/x | ++-",
        "````/x/```/x/````/x | ++-",
        "```/x/````/x | +-",
        "~~~/x/```/x/~~~/x | ++-",
        "~~~/`x/~~~/x`x | +-+",
        "```/x ```/x/```/x | ++-",
        "```/x/```java/x/```/x | ++-",
        "```/x/```   /x | +-",
        "a ```/x | -",
        "a ~~~/x | -",
        "/```/x/```/x | +-",
        // what is none of a fence
        "```a```x | -",
        "```a``x```x | +-",
        "```a```/x | -",
        "~~~a~~~/x | +",
        "`/```/x | +",
        // in lists and quotes
        "- ```/x/  ```/x | +-",
        "1. ```/x/   ```/x | +-",
        "> ```/x/> ```/x | +-",
      })
  void code_isBetweenFences_orBetweenBackticksOfALine(String text, String held) {
    MarkdownCode code = new MarkdownCode();
    StringBuilder told = new StringBuilder();
    for (char c : text.replace('/', '\n').toCharArray()) {
      if (c == 'x') {
        told.append(code.holds(c) ? '+' : '-');
      }
      code.next(c);
    }
    assertThat(told).hasToString(held);
  }
}
