package io.aiportal.ollama.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.chat.ChatContent.Document;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentNamingTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "azAZ09-()[]    | azAZ09-()[]",
        "report.v2.pdf  | report-v2-pdf",
        "'  a \t\n  b ' | a b",
        "'/:@[`{'       | '---[--'",
        "ä_ß            | ---",
        "''             | document",
        "'   '          | document",
      })
  void name_isMadeToFit(String name, String fitting) {
    assertThat(nameOf(new DocumentNaming(), name)).isEqualTo(fitting);
  }

  @Test
  void name_thatIsMissing_isADocument() {
    assertThat(nameOf(new DocumentNaming(), null)).isEqualTo("document");
  }

  @Test
  void name_thatIsTooLong_isCut() {
    assertThat(nameOf(new DocumentNaming(), "x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(nameOf(new DocumentNaming(), "x".repeat(201))).isEqualTo("x".repeat(200));
    assertThat(nameOf(new DocumentNaming(), "x".repeat(199) + " y")).isEqualTo("x".repeat(199));
  }

  @Test
  void names_thatAreTaken_areCounted() {
    DocumentNaming naming = new DocumentNaming();

    assertThat(nameOf(naming, "a")).isEqualTo("a");
    assertThat(nameOf(naming, "a (1)")).isEqualTo("a (1)");
    assertThat(nameOf(naming, "a")).isEqualTo("a (2)");
    assertThat(nameOf(naming, "a")).isEqualTo("a (3)");
    String longest = "y".repeat(195) + " zzzz";
    assertThat(nameOf(naming, longest)).isEqualTo(longest);
    assertThat(nameOf(naming, longest)).isEqualTo("y".repeat(195) + " (1)");
  }

  @Tag("slow")
  @Test
  void names_takeTimeInProportionToTheirNumber() {
    Growth.assertLinear(
        500,
        size -> {
          DocumentNaming naming = new DocumentNaming();
          Set<String> names = new HashSet<>();
          for (int i = 0; i < size; i++) {
            assertThat(names.add(nameOf(naming, "same"))).isTrue();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"})
  void format_thatBedrockReads_stays(String format) {
    byte[] bytes = {7};

    assertThat(new DocumentNaming().toBlock(new Document(format, "a", bytes)).format())
        .isEqualTo(format);
    assertThat(new DocumentNaming().toBlock(new Document(format, "a", bytes)).bytes())
        .isSameAs(bytes);
  }

  @Test
  void format_thatNobodyReads_isRefused() {
    assertThatThrownBy(() -> new DocumentNaming().toBlock(new Document("exe", "a", new byte[] {1})))
        .isInstanceOf(CallException.class)
        .hasMessageStartingWith("a document is in a format that Amazon Bedrock does not read");
  }

  private static String nameOf(DocumentNaming naming, @Nullable String name) {
    return naming.toBlock(new Document("txt", name, new byte[] {1})).name();
  }
}
