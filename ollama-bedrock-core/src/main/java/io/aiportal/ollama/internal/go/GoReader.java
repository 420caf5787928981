package io.aiportal.ollama.internal.go;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.json.WellFormed;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes a JSON value apart as Go binds it to its types, and complains as Go does.
 *
 * <p>Every method reads the value at which the parser stands and leaves the parser at its end. A
 * null counts as absent. What is wrong is an {@link CallException} that names the Go field and the
 * Go type, because that is what clients of Ollama get to see.
 */
public final class GoReader {

  /** Takes one field of an object; the name is in lower case, the reader stands at the value. */
  public interface Field {
    void read(String name) throws IOException;
  }

  /** Takes one element of an array; the reader stands at it. */
  public interface Element {
    void read() throws IOException;
  }

  /** Fills an element of a slice; the reader stands at the value for it. */
  public interface Filling<E> {
    void read(E element) throws IOException;
  }

  private final JsonParser parser;
  private final boolean halves;
  private final Function<JsonLocation, String> source;
  private final List<String> path = new ArrayList<>();
  private String struct;

  /** The last error that Go's own decoder would have found, not one of a type's own. */
  private @Nullable CallException plain;

  /**
   * A reader that stands at a request.
   *
   * @param halves whether half a surrogate pair may stand in a text
   * @param source gives the text of the value at a place of the request
   */
  GoReader(
      JsonParser parser, String struct, boolean halves, Function<JsonLocation, String> source) {
    this.parser = parser;
    this.halves = halves;
    this.source = source;
    this.struct = struct;
  }

  /**
   * Reads the object that a request is. A value of the wrong type is told only if nothing behind it
   * fails in a decoder of its own: Go's decoder keeps the first such error and reads on, but stops
   * where a type that decodes itself ({@link #own}) gives up.
   */
  public void request(String type, Field field) throws IOException {
    List<CallException> kept = new ArrayList<>();
    object(
        type,
        name -> {
          JsonStreamContext request = request();
          String outer = struct;
          try {
            field.read(name);
          } catch (CallException error) {
            if (error != plain) {
              throw error;
            }
            kept.add(error);
            leave(request);
            path.clear();
            path.add(name);
            struct = outer;
          }
        });
    if (!kept.isEmpty()) {
      throw kept.get(0);
    }
  }

  /** The object at one of whose values the reader stands. */
  private JsonStreamContext request() {
    JsonStreamContext here = parser.getParsingContext();
    return parser.currentToken().isStructStart() ? here.getParent() : here;
  }

  /** Passes over the rest of a value of this object. */
  private void leave(JsonStreamContext object) throws IOException {
    while (parser.getParsingContext().getNestingDepth() > object.getNestingDepth()) {
      parser.nextToken();
    }
  }

  /** Reads a value of a type that decodes itself: whatever is wrong in it ends the reading. */
  public void own(Element value) throws IOException {
    try {
      value.read();
    } finally {
      plain = null;
    }
  }

  /** Reads an object whose errors go by the name of the struct around it. */
  public void object(String type, Field field) throws IOException {
    if (isNull()) {
      return;
    }
    require(JsonToken.START_OBJECT, type);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = folded(parser.currentName());
      parser.nextToken();
      path.add(name);
      field.read(name);
      path.remove(path.size() - 1);
    }
  }

  /** Go compares the names of struct fields without regard to case, of which a long s has one. */
  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT).replace('\u017f', 's');
  }

  /**
   * Reads an object whose errors go by its own name.
   *
   * @param type the name of its type with its package, such as {@code api.Tool}
   */
  public void struct(String type, Field field) throws IOException {
    struct(type, type.substring(type.lastIndexOf('.') + 1), field);
  }

  /** The same, of a type that has no name: errors go by the path alone. */
  public void anonymous(String type, Field field) throws IOException {
    struct(type, "", field);
  }

  private void struct(String type, String name, Field field) throws IOException {
    String outer = struct;
    object(
        type,
        fieldName -> {
          struct = name;
          field.read(fieldName);
        });
    struct = outer;
  }

  /** Reads the value of a field that Go decodes apart, so that errors do not name the field. */
  public void apart(Element value) throws IOException {
    String name = path.remove(path.size() - 1);
    value.read();
    path.add(name);
  }

  /** Reads an array. */
  public void array(String type, Element element) throws IOException {
    if (isNull()) {
      return;
    }
    require(JsonToken.START_ARRAY, type);
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      element.read();
    }
  }

  /** Reads an array into a slice, whose elements keep what the array does not name. */
  public <E> void slice(String type, GoSlice<E> slice, Filling<E> filling) throws IOException {
    int length = 0;
    if (!isNull()) {
      require(JsonToken.START_ARRAY, type);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        filling.read(slice.at(length));
        length++;
      }
    }
    slice.end(length);
  }

  /** Passes over a value that nobody asked for. */
  public void skip() throws IOException {
    parser.skipChildren();
  }

  /** Whether the value is null. */
  public boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  /** Whether the value is a string. */
  public boolean isString() {
    return parser.currentToken() == JsonToken.VALUE_STRING;
  }

  /** Whether the value is an array. */
  public boolean isArray() {
    return parser.currentToken() == JsonToken.START_ARRAY;
  }

  /** A string; {@code absent} for null. */
  public String string(String absent) throws IOException {
    if (isNull()) {
      return absent;
    }
    require(JsonToken.VALUE_STRING, "string");
    return text();
  }

  /** A boolean; {@code absent} for null. */
  public @Nullable Boolean bool(@Nullable Boolean absent) {
    if (isNull()) {
      return absent;
    }
    if (parser.currentToken() != JsonToken.VALUE_TRUE) {
      require(JsonToken.VALUE_FALSE, "bool");
    }
    return parser.currentToken() == JsonToken.VALUE_TRUE;
  }

  /** A number without fraction or exponent between two bounds; 0 for null. */
  public long integer(String type, long min, long max) throws IOException {
    if (isNull()) {
      return 0;
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_FLOAT) {
      throw mismatch("number " + parser.getText(), type);
    }
    require(JsonToken.VALUE_NUMBER_INT, type);
    BigInteger value = parser.getBigIntegerValue();
    if (value.compareTo(BigInteger.valueOf(min)) < 0
        || value.compareTo(BigInteger.valueOf(max)) > 0) {
      throw mismatch("number " + parser.getText(), type);
    }
    return value.longValue();
  }

  /** A number; null for null. */
  public @Nullable Double number(String type) throws IOException {
    if (isNull()) {
      return null;
    }
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      require(JsonToken.VALUE_NUMBER_INT, type);
    }
    double value = Double.parseDouble(parser.getText());
    if (Double.isInfinite(value)) {
      throw mismatch("number " + parser.getText(), type);
    }
    return value;
  }

  /** A file's bytes: base64, or an array of numbers; none for null. */
  public byte[] bytes(String type) throws IOException {
    if (isNull()) {
      return new byte[0];
    }
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return decoded(parser.getText());
    }
    List<Byte> bytes = new ArrayList<>();
    array(type, () -> bytes.add((byte) integer("uint8", 0, 255)));
    byte[] packed = new byte[bytes.size()];
    for (int i = 0; i < packed.length; i++) {
      packed[i] = bytes.get(i);
    }
    return packed;
  }

  private byte[] decoded(String base64) {
    try {
      return GoBase64.decode(base64);
    } catch (CallException damaged) {
      plain = damaged;
      throw damaged;
    }
  }

  /** An object as an ordered map, the case of its keys kept; null for null. */
  public @Nullable Map<String, @Nullable Object> map(String type) throws IOException {
    return map(type, true);
  }

  /**
   * The same, read into an object that stood there before, as Go does: it has the members of both.
   *
   * @param earlier what stood there; null or empty for nothing
   */
  public @Nullable Map<String, @Nullable Object> map(
      String type, @Nullable Map<String, @Nullable Object> earlier) throws IOException {
    Map<String, @Nullable Object> later = map(type);
    if (earlier == null || earlier.isEmpty() || later == null) {
      return later;
    }
    Map<String, @Nullable Object> both = new LinkedHashMap<>(earlier);
    both.putAll(later);
    return Collections.unmodifiableMap(both);
  }

  private @Nullable Map<String, @Nullable Object> map(String type, boolean decoded)
      throws IOException {
    if (isNull()) {
      return null;
    }
    require(JsonToken.START_OBJECT, type);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = key();
      parser.nextToken();
      map.put(key, value(decoded));
    }
    return Collections.unmodifiableMap(map);
  }

  /**
   * An object that Ollama reads with another parser, which has its own complaint; none for null.
   */
  public Map<String, @Nullable Object> orderedMap() throws IOException {
    if (!isNull()) {
      requireObjectForOtherParser();
    }
    Map<String, @Nullable Object> map = map("", false);
    return map == null ? Map.of() : map;
  }

  /**
   * Reads an object that Ollama reads with that other parser, entry by entry: names keep their
   * case, and errors within an entry do not name what is around it.
   */
  public void orderedEntries(Field entry) throws IOException {
    if (isNull()) {
      return;
    }
    requireObjectForOtherParser();
    List<String> around = List.copyOf(path);
    path.clear();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = key();
      parser.nextToken();
      entry.read(name);
    }
    path.addAll(around);
  }

  /**
   * Reads a map whose values all have one type; keys keep their case, and errors name the field.
   */
  public void entries(String type, Field entry) throws IOException {
    if (isNull()) {
      return;
    }
    require(JsonToken.START_OBJECT, type);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = key();
      parser.nextToken();
      entry.read(name);
    }
  }

  /** The name of the field at whose value the reader stands, in the case it has. */
  public String key() throws IOException {
    return wellFormed(parser.currentName());
  }

  /** Any value, as it stands there: a map, list, string, number, boolean or null. */
  public @Nullable Object any() throws IOException {
    return value(false);
  }

  /** The text of the value at which the reader stands, to the letter; the reader stays there. */
  public String raw() {
    return wellFormed(source.apply(parser.currentTokenLocation()));
  }

  /** Any value, none of whose numbers may be larger than Go's are. */
  public @Nullable Object decoded() throws IOException {
    return value(true);
  }

  private @Nullable Object value(boolean decoded) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> map("", decoded);
      case START_ARRAY -> list(decoded);
      case VALUE_STRING -> text();
      case VALUE_NUMBER_INT -> number(parser.getNumberValue(), decoded);
      case VALUE_NUMBER_FLOAT -> number(parser.getDecimalValue(), decoded);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new IllegalStateException("no value at " + parser.currentToken());
    };
  }

  /** Go reads any number as one of 64 bits; ours keep all their digits. */
  private Number number(Number value, boolean decoded) throws IOException {
    if (decoded && Double.isInfinite(value.doubleValue())) {
      throw mismatch("number " + parser.getText(), "float64");
    }
    return value;
  }

  private List<@Nullable Object> list(boolean decoded) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(decoded));
    }
    return Collections.unmodifiableList(list);
  }

  private String text() throws IOException {
    return wellFormed(parser.getText());
  }

  private String wellFormed(String text) {
    return halves ? WellFormed.of(text) : text;
  }

  private void requireObjectForOtherParser() {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw CallException.badRequest("Value looks like object, but can't find closing '}' symbol");
    }
  }

  private void require(JsonToken token, String type) {
    if (parser.currentToken() != token) {
      throw mismatch(kind(), type);
    }
  }

  private String kind() {
    return switch (parser.currentToken()) {
      case START_OBJECT -> "object";
      case START_ARRAY -> "array";
      case VALUE_STRING -> "string";
      case VALUE_TRUE, VALUE_FALSE -> "bool";
      default -> "number";
    };
  }

  private CallException mismatch(String kind, String type) {
    String target =
        path.isEmpty() ? "Go value" : "Go struct field " + struct + "." + String.join(".", path);
    CallException mismatch =
        CallException.badRequest(
            "json: cannot unmarshal " + kind + " into " + target + " of type " + type);
    plain = mismatch;
    return mismatch;
  }
}
