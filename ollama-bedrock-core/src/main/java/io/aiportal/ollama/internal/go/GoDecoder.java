package io.aiportal.ollama.internal.go;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.JsonObjects;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * Reads the bodies of requests as leniently, and as strictly, as a Go server does.
 *
 * <p>Only the first JSON value counts; bytes after it are ignored. Field names match in any case,
 * unknown fields are ignored, null means absent. Of a field that stands twice the last value wins,
 * where that is an object or an array of objects, field by field ({@link GoSlice}); a null behind a
 * value takes it back where Go's type has a null. What is no UTF-8, and half a surrogate pair,
 * becomes U+FFFD. A value of the wrong type is an error in Go's words.
 */
public final class GoDecoder {

  /** Reads one kind of request. */
  public interface Binding<T> {

    /** Reads the value at which the reader stands. */
    T read(GoReader in) throws IOException;
  }

  /** Bytes from here on begin surrogates, what stands for a pair of them, and what is no UTF-8. */
  private static final int FIRST_LEAD = 0xed;

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

  private final String struct;
  private final String missing;

  /**
   * A decoder of one kind of request.
   *
   * @param struct Go's name of the request's type, without its package
   * @param missing what is told of a body in which nothing stands
   */
  public GoDecoder(String struct, String missing) {
    this.struct = struct;
    this.missing = missing;
  }

  /**
   * Reads a body.
   *
   * @throws CallException 400, if it is no such request
   */
  public <T> T decode(byte[] body, Binding<T> binding) {
    if (GoSyntax.isBlank(body)) {
      throw CallException.badRequest(missing);
    }
    try (JsonParser parser = JSON.createParser(body)) {
      return decode(
          parser,
          binding,
          mayHoldHalves(body),
          place -> GoSyntax.valueAt(body, (int) place.getByteOffset()));
    } catch (CallException mismatch) {
      // Broken JSON is told before a wrong type, wherever it stands.
      GoSyntax.check(body);
      throw mismatch;
    } catch (IOException unreadable) {
      int end = GoSyntax.check(body);
      return decodeLeniently(new String(body, 0, end, StandardCharsets.UTF_8), binding);
    }
  }

  /** Reads a text that is JSON but for its encoding. */
  private <T> T decodeLeniently(String text, Binding<T> binding) {
    try (JsonParser parser = JSON.createParser(text)) {
      return decode(
          parser,
          binding,
          true,
          place ->
              GoSyntax.valueAt(
                  text.substring((int) place.getCharOffset()).getBytes(StandardCharsets.UTF_8), 0));
    } catch (IOException e) {
      throw new CallException(
          400,
          "the request cannot be read: a number, name or string in it is too long, or a name holds"
              + " half a surrogate pair",
          e);
    }
  }

  private <T> T decode(
      JsonParser parser, Binding<T> binding, boolean halves, Function<JsonLocation, String> source)
      throws IOException {
    parser.nextToken();
    return binding.read(new GoReader(parser, struct, halves, source));
  }

  /**
   * Whether half a surrogate pair may stand in a text, as an escape or in bytes of its own. One
   * look at the bytes is much cheaper than one at each character of each text.
   */
  private static boolean mayHoldHalves(byte[] body) {
    for (int i = 0; i < body.length; i++) {
      int b = body[i] & 0xff;
      if (b >= FIRST_LEAD || (b == '\\' && i + 1 < body.length && body[i + 1] == 'u')) {
        return true;
      }
    }
    return false;
  }
}
