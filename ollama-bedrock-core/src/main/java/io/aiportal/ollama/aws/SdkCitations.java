package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.Citation.Unit;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CitationLocation;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContent;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContentDelta;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsDelta;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentCharLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentChunkLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentPageLocation;

/** The SDK's citations as ours. */
final class SdkCitations {

  private SdkCitations() {}

  /** A citation of a whole answer; null if it is not of a document. */
  static @Nullable Citation of(
      software.amazon.awssdk.services.bedrockruntime.model.Citation citation) {
    return of(
        citation.location(),
        citation.sourceContent().stream()
            .map(CitationSourceContent::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining()),
        citation.title());
  }

  /** A citation of a stream; null if it is not of a document. */
  static @Nullable Citation of(CitationsDelta citation) {
    return of(
        citation.location(),
        citation.sourceContent().stream()
            .map(CitationSourceContentDelta::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining()),
        citation.title());
  }

  private static @Nullable Citation of(
      @Nullable CitationLocation location, String text, @Nullable String title) {
    if (location == null) {
      return null;
    }
    DocumentCharLocation characters = location.documentChar();
    if (characters != null) {
      return of(
          Unit.CHARACTERS,
          characters.documentIndex(),
          characters.start(),
          characters.end(),
          text,
          title);
    }
    DocumentPageLocation pages = location.documentPage();
    if (pages != null) {
      return of(Unit.PAGES, pages.documentIndex(), pages.start(), pages.end(), text, title);
    }
    DocumentChunkLocation parts = location.documentChunk();
    return parts == null
        ? null
        : of(Unit.PARTS, parts.documentIndex(), parts.start(), parts.end(), text, title);
  }

  private static Citation of(
      Unit unit,
      @Nullable Integer document,
      @Nullable Integer start,
      @Nullable Integer end,
      String text,
      @Nullable String title) {
    return new Citation(unit, count(document), count(start), count(end), text, title);
  }

  private static int count(@Nullable Integer value) {
    return value == null ? 0 : value;
  }
}
