package io.aiportal.ollama.aws;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.Citation.Unit;
import io.aiportal.ollama.bedrock.ContentBlock;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.CitationGeneratedContent;
import software.amazon.awssdk.services.bedrockruntime.model.CitationLocation;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContent;
import software.amazon.awssdk.services.bedrockruntime.model.CitationSourceContentDelta;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.CitationsDelta;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentCharLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentChunkLocation;
import software.amazon.awssdk.services.bedrockruntime.model.DocumentPageLocation;
import software.amazon.awssdk.services.bedrockruntime.model.SearchResultLocation;

/** The SDK's citations as ours, and ours as the SDK's. */
final class SdkCitations {

  private SdkCitations() {}

  /** A citation of a whole answer; null if it is of nothing that we know. */
  static @Nullable Citation of(
      software.amazon.awssdk.services.bedrockruntime.model.Citation citation) {
    return of(
        citation.location(),
        citation.sourceContent().stream()
            .map(CitationSourceContent::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining()),
        citation.title(),
        citation.source());
  }

  /** A citation of a stream; null if it is of nothing that we know. */
  static @Nullable Citation of(CitationsDelta citation) {
    return of(
        citation.location(),
        citation.sourceContent().stream()
            .map(CitationSourceContentDelta::text)
            .filter(Objects::nonNull)
            .collect(Collectors.joining()),
        citation.title(),
        citation.source());
  }

  private static @Nullable Citation of(
      @Nullable CitationLocation location,
      String text,
      @Nullable String title,
      @Nullable String source) {
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
    if (parts != null) {
      return of(Unit.PARTS, parts.documentIndex(), parts.start(), parts.end(), text, title);
    }
    SearchResultLocation found = location.searchResultLocation();
    return found == null
        ? null
        : new Citation(
            Unit.FOUND_PARTS,
            count(found.searchResultIndex()),
            count(found.start()),
            count(found.end()),
            text,
            title,
            source);
  }

  /** Text of an earlier answer with what it rests on. */
  static CitationsContentBlock content(ContentBlock.CitedText text) {
    return CitationsContentBlock.builder()
        .content(CitationGeneratedContent.fromText(text.text()))
        .citations(text.citations().stream().map(SdkCitations::citation).toList())
        .build();
  }

  private static software.amazon.awssdk.services.bedrockruntime.model.Citation citation(
      Citation citation) {
    return software.amazon.awssdk.services.bedrockruntime.model.Citation.builder()
        .title(citation.title())
        .source(citation.source())
        .sourceContent(
            citation.text().isEmpty()
                ? null
                : List.of(CitationSourceContent.builder().text(citation.text()).build()))
        .location(location(citation))
        .build();
  }

  private static CitationLocation location(Citation citation) {
    int document = citation.document();
    int start = citation.start();
    int end = citation.end();
    return switch (citation.unit()) {
      case CHARACTERS ->
          CitationLocation.fromDocumentChar(
              place -> place.documentIndex(document).start(start).end(end));
      case PAGES ->
          CitationLocation.fromDocumentPage(
              place -> place.documentIndex(document).start(start).end(end));
      case PARTS ->
          CitationLocation.fromDocumentChunk(
              place -> place.documentIndex(document).start(start).end(end));
      case FOUND_PARTS ->
          CitationLocation.fromSearchResultLocation(
              place -> place.searchResultIndex(document).start(start).end(end));
    };
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
