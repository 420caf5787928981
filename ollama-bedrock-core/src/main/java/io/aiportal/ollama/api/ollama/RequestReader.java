package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoReader;
import io.aiportal.ollama.internal.go.GoSyntax;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the bodies of requests as leniently, and as strictly, as Ollama's Go server does.
 *
 * <p>Only the first JSON value counts; bytes after it are ignored. Field names match in any case,
 * unknown fields are ignored, the last of two equal ones wins, null means absent. What is no UTF-8,
 * and half a surrogate pair, becomes U+FFFD. A value of the wrong type is an error in Go's words.
 */
final class RequestReader {

  /** Reads one kind of request. */
  private interface Binding<T> {
    T read(GoReader in) throws IOException;
  }

  private static final int MAX_STRING_LENGTH = 200_000_000;

  // Encodings are not guessed: JSON is UTF-8, and a byte order mark is an error.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder()
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(JsonObjects.MAX_DEPTH)
                  .maxStringLength(MAX_STRING_LENGTH)
                  .maxNameLength(MAX_STRING_LENGTH)
                  .build())
          .build();

  private RequestReader() {}

  /**
   * Reads the body of {@code /api/chat}.
   *
   * @throws CallException 400, if it is none
   */
  static ChatRequest chat(byte[] body, Leniency leniency) {
    return read(body, "ChatRequest", in -> ChatRequestReader.read(in, leniency));
  }

  /**
   * Reads the body of {@code /api/generate}.
   *
   * @throws CallException 400, if it is none
   */
  static GenerateRequest generate(byte[] body, Leniency leniency) {
    return read(body, "GenerateRequest", in -> GenerateRequestReader.read(in, leniency));
  }

  /**
   * Reads the body of {@code /api/show}.
   *
   * @throws CallException 400, if it is none
   */
  static ShowRequest show(byte[] body) {
    return read(body, "ShowRequest", ShowRequestReader::read);
  }

  /**
   * Reads the body of {@code /api/create}.
   *
   * @throws CallException 400, if it is none
   */
  static CreateRequest create(byte[] body) {
    return read(body, "CreateRequest", CreateRequestReader::read);
  }

  /**
   * Reads the body of {@code /api/copy}.
   *
   * @throws CallException 400, if it is none
   */
  static CopyRequest copy(byte[] body) {
    return read(body, "CopyRequest", CopyRequest::read);
  }

  /**
   * Reads the body of a request of which little but the model's name counts.
   *
   * @param struct what Ollama binds it to
   * @throws CallException 400, if it is none
   */
  static NamedRequest named(byte[] body, String struct) {
    return read(body, struct, in -> NamedRequestReader.read(in, struct));
  }

  private static <T> T read(byte[] body, String struct, Binding<T> binding) {
    try (JsonParser parser = JSON.createParser(body)) {
      return read(parser, struct, binding);
    } catch (CallException mismatch) {
      // Broken JSON is told before a wrong type, wherever it stands.
      GoSyntax.check(body);
      throw mismatch;
    } catch (IOException unreadable) {
      int end = GoSyntax.check(body);
      return readLeniently(new String(body, 0, end, StandardCharsets.UTF_8), struct, binding);
    }
  }

  /** Reads a text that is JSON but for its encoding. */
  private static <T> T readLeniently(String text, String struct, Binding<T> binding) {
    try (JsonParser parser = JSON.createParser(text)) {
      return read(parser, struct, binding);
    } catch (IOException e) {
      throw new CallException(
          400,
          "the request cannot be read: a number, name or string in it is too long, or a name holds"
              + " half a surrogate pair",
          e);
    }
  }

  private static <T> T read(JsonParser parser, String struct, Binding<T> binding)
      throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw CallException.badRequest("missing request body");
    }
    return binding.read(new GoReader(parser, struct));
  }
}
