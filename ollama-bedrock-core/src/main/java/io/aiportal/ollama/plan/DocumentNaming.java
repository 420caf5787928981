package io.aiportal.ollama.plan;

import io.aiportal.ollama.bedrock.Citation;
import io.aiportal.ollama.bedrock.ContentBlock;
import io.aiportal.ollama.bedrock.DocumentCitations;
import io.aiportal.ollama.chat.CallException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Documents as blocks, each with a name that Bedrock takes and that no other of the call has. */
final class DocumentNaming {

  private static final Set<String> FORMATS =
      Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md");

  private static final int MAX_LENGTH = 200;

  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private final Map<String, @Nullable String> cited = new HashMap<>();
  private final List<ContentBlock.Document> all = new ArrayList<>();

  /**
   * A document as a block.
   *
   * @throws CallException 400, if it is in no format that Bedrock reads
   */
  ContentBlock.Document toBlock(io.aiportal.ollama.chat.ChatContent.Document document) {
    if (!FORMATS.contains(document.format())) {
      throw CallException.badRequest(
          "a document is in a format that Amazon Bedrock does not read; send PDF, CSV, DOC, DOCX,"
              + " XLS, XLSX, HTML, TXT or MD");
    }
    String name = unique(fitting(document.name()));
    DocumentCitations citations = document.citations();
    if (citations != null) {
      cited.put(name, document.name());
    }
    ContentBlock.Document block =
        new ContentBlock.Document(document.format(), name, document.bytes(), citations);
    all.add(block);
    return block;
  }

  /**
   * A citation of an earlier answer as Bedrock has it; none if that document is no longer where it
   * was, or is not to be cited any more. What a search found is not cited again either: Bedrock
   * loses on the way to the model what kind of citation it is, and the model refuses it.
   */
  Stream<Citation> inBedrocksWords(Citation citation) {
    if (citation.unit() == Citation.Unit.FOUND_PARTS || citation.document() >= all.size()) {
      return Stream.empty();
    }
    String name = all.get(citation.document()).name();
    return cited.containsKey(name) && Objects.equals(cited.get(name), citation.title())
        ? Stream.of(citation.withTitle(name))
        : Stream.empty();
  }

  /** The names that callers gave the documents that may be cited, by those that they have here. */
  Map<String, @Nullable String> cited() {
    return cited;
  }

  private String unique(String name) {
    String candidate = name;
    while (!taken.add(candidate)) {
      String mark = " (" + counts.merge(name, 1, (count, one) -> count + one) + ")";
      int end = Math.min(name.length(), MAX_LENGTH - mark.length());
      candidate = name.substring(0, end).strip() + mark;
    }
    return candidate;
  }

  private static String fitting(@Nullable String name) {
    if (name == null) {
      return "document";
    }
    StringBuilder fitting = new StringBuilder();
    for (int i = 0; i < name.length() && fitting.length() < MAX_LENGTH; i++) {
      char c = name.charAt(i);
      if (!Character.isWhitespace(c)) {
        fitting.append(isAllowed(c) ? c : '-');
      } else if (!fitting.isEmpty() && fitting.charAt(fitting.length() - 1) != ' ') {
        fitting.append(' ');
      }
    }
    String stripped = fitting.toString().strip();
    return stripped.isEmpty() ? "document" : stripped;
  }

  private static boolean isAllowed(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "-()[]".indexOf(c) != -1;
  }
}
