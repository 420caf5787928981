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

  /** The names of the documents that were sent, in the order in which Bedrock counts them. */
  private final List<String> sent = new ArrayList<>();

  /** How often one that may be cited was sent under each name that callers gave. */
  private final Map<@Nullable String, Integer> namesakes = new HashMap<>();

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
    return new ContentBlock.Document(document.format(), name, document.bytes(), citations);
  }

  /** Counts the documents in what is sent next, in the results of tools too. */
  void sent(List<ContentBlock> content) {
    for (ContentBlock block : content) {
      if (block instanceof ContentBlock.ToolResult result) {
        sent(result.content());
      } else if (block instanceof ContentBlock.Document document) {
        sent.add(document.name());
        if (document.citations() != null) {
          namesakes.merge(cited.get(document.name()), 1, Integer::sum);
        }
      }
    }
  }

  /**
   * A citation of an earlier answer as Bedrock has it; none if that document is no longer where it
   * was, or is not to be cited any more, or has namesakes, of which it may be any. What a search
   * found is not cited again either: Bedrock loses on the way to the model what kind of citation it
   * is, and the model refuses it.
   */
  Stream<Citation> inBedrocksWords(Citation citation) {
    if (citation.unit() == Citation.Unit.FOUND_PARTS || citation.document() >= sent.size()) {
      return Stream.empty();
    }
    String name = sent.get(citation.document());
    return cited.containsKey(name)
            && Objects.equals(cited.get(name), citation.title())
            && namesakes.getOrDefault(citation.title(), 0) == 1
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
