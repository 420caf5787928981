package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Writes a request in one of the many ways that mean the same to Go, or in one that it refuses. */
final class OddJson {

  /** What kind of thing stands somewhere in a request, as Go binds it. */
  enum Shape {
    CHAT("format", "options", "stream", "think", "keep_alive", "tools", "truncate", "top_logprobs"),
    GENERATE("suffix", "system", "template", "context", "images", "format", "options", "think"),
    EMBED("truncate", "dimensions", "options", "keep_alive"),
    MESSAGE("thinking", "images", "tool_calls", "tool_name", "tool_call_id"),
    CALL("id"),
    CALLED("arguments"),
    TOOL("type"),
    TOOL_FUNCTION("description"),
    /** Keys keep their case and there is nothing but what stands there; numbers may be odd. */
    OPTIONS,
    /** The same, and numbers stay as they are. */
    FREE;

    private final List<String> optional;

    Shape(String... optional) {
      this.optional = List.of(optional);
    }

    Shape of(String member) {
      return switch (member) {
        case "messages" -> this == CHAT ? MESSAGE : FREE;
        case "tools" -> this == CHAT ? TOOL : FREE;
        case "options", "keep_alive" -> isStruct() ? OPTIONS : this;
        case "tool_calls" -> this == MESSAGE ? CALL : FREE;
        case "function" -> this == CALL ? CALLED : this == TOOL ? TOOL_FUNCTION : FREE;
        default -> isStruct() ? FREE : this;
      };
    }

    /** The name of Go's type. */
    String go() {
      return switch (this) {
        case CHAT -> "ChatRequest";
        case GENERATE -> "GenerateRequest";
        default -> "EmbedRequest";
      };
    }

    /** The types that Go has for fields of requests that do not decode themselves. */
    Map<String, String> types() {
      Map<String, String> types = new TreeMap<>();
      types.putAll(Map.of("model", "string", "options", "map[string]interface {}"));
      types.put("truncate", "bool");
      if (this == EMBED) {
        types.put("dimensions", "int");
        return types;
      }
      types.putAll(Map.of("stream", "bool", "shift", "bool", "logprobs", "bool"));
      types.put("top_logprobs", "int");
      if (this == CHAT) {
        types.putAll(Map.of("messages", "[]api.Message", "tools", "api.Tools"));
      } else {
        types.putAll(Map.of("prompt", "string", "suffix", "string", "system", "string"));
        types.putAll(Map.of("template", "string", "raw", "bool", "context", "[]int"));
        types.put("images", "[]api.ImageData");
      }
      return types;
    }

    boolean isStruct() {
      return this != OPTIONS && this != FREE;
    }
  }

  /** A body that Go refuses, and the sentence by which it does. */
  record Refused(String body, String sentence) {}

  private static final String SPACE = " \t\r\n";

  /** A piece of the text: its first character says what it is, but for what stands in an array. */
  private record Token(String text, boolean inArray, boolean isKey, boolean afterOpen) {}

  private final Random random;
  private List<Token> tokens = new ArrayList<>();

  OddJson(Random random) {
    this.random = random;
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  /** The request, spelt in some odd way. */
  String write(ObjectNode request, Shape shape) {
    StringBuilder text = new StringBuilder();
    for (Token token : tokens(request, shape)) {
      text.append(space()).append(token.text());
    }
    String behind =
        pick(List.of("", "", " garbage", "}", "]", "{\"model\":5}", "\u0000", " null", ",", "\""));
    return text + space() + behind;
  }

  private List<Token> tokens(ObjectNode request, Shape shape) {
    tokens = new ArrayList<>();
    value(request, shape, false, false);
    return tokens;
  }

  private String space() {
    StringBuilder space = new StringBuilder();
    while (chance(15)) {
      space.append(SPACE.charAt(random.nextInt(SPACE.length())));
    }
    return space.toString();
  }

  private void add(String text, boolean inArray) {
    add(text, inArray, false);
  }

  private void add(String text, boolean inArray, boolean isKey) {
    String last = tokens.isEmpty() ? "" : tokens.get(tokens.size() - 1).text();
    tokens.add(new Token(text, inArray, isKey, last.equals("{") || last.equals("[")));
  }

  private void value(JsonNode value, Shape shape, boolean inArray, boolean oddNumber) {
    if (value instanceof ObjectNode object) {
      add("{", inArray);
      List<Member> members = shape.isStruct() ? struct(object, shape) : members(object);
      for (int i = 0; i < members.size(); i++) {
        if (i > 0) {
          add(",", false);
        }
        Member member = members.get(i);
        add(key(member.name(), shape), false, true);
        add(":", false);
        Shape inside = shape.of(member.name());
        value(member.value(), inside, false, inside == Shape.OPTIONS);
      }
      add("}", inArray);
    } else if (value instanceof ArrayNode array) {
      add("[", inArray);
      for (int i = 0; i < array.size(); i++) {
        if (i > 0) {
          add(",", true);
        }
        value(array.get(i), shape, true, oddNumber);
      }
      add("]", inArray);
    } else if (value.isTextual()) {
      add(string(value.textValue()), inArray);
    } else {
      add(value.isNumber() && oddNumber ? number(value.decimalValue()) : value.toString(), inArray);
    }
  }

  private record Member(String name, JsonNode value) {}

  private static List<Member> members(ObjectNode object) {
    List<Member> members = new ArrayList<>();
    object.properties().forEach(entry -> members.add(new Member(entry.getKey(), entry.getValue())));
    return members;
  }

  /** Members in any order, with others that do not count. */
  private List<Member> struct(ObjectNode object, Shape shape) {
    List<Member> members = members(object);
    Collections.shuffle(members, random);
    for (String name : shape.optional) {
      if (!object.has(name) && chance(10)) {
        members.add(random.nextInt(members.size() + 1), new Member(name, object.nullNode()));
      }
    }
    for (Member member : List.copyOf(members)) {
      if (object.has(member.name()) && chance(15)) {
        members.add(
            random.nextInt(members.indexOf(member) + 1),
            new Member(member.name(), other(member.value(), object)));
      }
      if (object.path(member.name()).isTextual() && !isPointer(member.name()) && chance(10)) {
        // A null leaves a text as it is.
        members.add(members.size(), new Member(member.name(), object.nullNode()));
      }
    }
    while (chance(20)) {
      JsonNode junk = pick(List.of(object, object.arrayNode().add(1), object.textNode("j")));
      String name = pick(List.of("unknown", "modell", "", "model ", "x-model", "\u00ef", "mode"));
      members.add(random.nextInt(members.size() + 1), new Member(name, junk));
    }
    return members;
  }

  /** Of these a null makes nothing, whatever stood there before. */
  private static boolean isPointer(String name) {
    return List.of("think", "keep_alive", "format", "input").contains(name);
  }

  /** What may stand before a value of the same name without leaving a trace. */
  private static JsonNode other(JsonNode value, ObjectNode object) {
    if (value.isTextual()) {
      return object.textNode(value.textValue().matches("\\d+[ms]") ? "7s" : "other");
    }
    if (value.isBoolean()) {
      return object.booleanNode(!value.booleanValue());
    }
    if (value.isInt()) {
      return object.numberNode(3);
    }
    return object.nullNode();
  }

  private String key(String name, Shape shape) {
    if (!shape.isStruct()) {
      return string(name);
    }
    StringBuilder odd = new StringBuilder();
    boolean shout = chance(10);
    for (char c : name.toCharArray()) {
      boolean upper = shout || chance(10);
      if (c == 's' && chance(3)) {
        odd.append('\u017f');
      } else if (c == 'k' && chance(3)) {
        odd.append('\u212a');
      } else {
        odd.append(upper ? String.valueOf(c).toUpperCase(Locale.ROOT) : c);
      }
    }
    return string(odd.toString());
  }

  /** A string with any of its characters escaped, by its code or its letter. */
  private String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    boolean often = chance(10);
    text.codePoints()
        .forEach(
            c -> {
              int letter = "\"\\/\b\f\n\r\t".indexOf(c);
              if (chance(often ? 50 : 3) || (c < ' ' && letter < 0)) {
                for (char unit : Character.toChars(c)) {
                  String code = String.format("%04x", (int) unit);
                  json.append("\\u").append(chance(50) ? code : code.toUpperCase(Locale.ROOT));
                }
              } else if (letter >= 0 && (c != '/' || chance(50))) {
                json.append('\\').append("\"\\/bfnrt".charAt(letter));
              } else {
                json.appendCodePoint(c);
              }
            });
    return json.append('"').toString();
  }

  /** A number in any form. */
  private String number(BigDecimal number) {
    if (number.signum() == 0) {
      return pick(List.of("0", "-0", "0.0", "0e5", "0E-3", "0.00e+1"));
    }
    int shift = random.nextInt(7) - 3;
    String plain = number.toPlainString();
    return switch (random.nextInt(4)) {
      case 0 -> plain + (plain.contains(".") ? "00" : ".0");
      case 1 -> number.movePointLeft(shift).toPlainString() + (chance(50) ? "e" : "E") + shift;
      case 2 -> number.movePointRight(2).toPlainString() + "E-02";
      default -> plain;
    };
  }

  /** The request with one mistake that makes it no JSON, and what Go says to that. */
  Refused broken(ObjectNode request, Shape shape) {
    List<Token> right = tokens(request, shape);
    while (true) {
      int at = random.nextInt(right.size());
      Refused mistake = mistake(right.get(at));
      if (mistake != null) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < right.size(); i++) {
          text.append(space()).append(i == at ? mistake.body() : right.get(i).text());
        }
        return new Refused(text.toString(), mistake.sentence());
      }
    }
  }

  /** The request up to some point, and what Go says to that. */
  Refused cut(ObjectNode request, Shape shape) {
    StringBuilder text = new StringBuilder();
    tokens(request, shape).forEach(token -> text.append(space()).append(token.text()));
    int first = text.indexOf("{");
    int end = first + 1 + random.nextInt(text.length() - first - 1);
    return new Refused(text.substring(0, end), "unexpected EOF");
  }

  /** The request, spelt oddly, with one value of a type that its field has not. */
  Refused mistyped(ObjectNode request, Shape shape) {
    String name = pick(List.copyOf(shape.types().keySet()));
    String type = shape.types().get(name);
    List<JsonNode> values = new ArrayList<>();
    if (!type.equals("string")) {
      values.add(request.textNode("text"));
    }
    if (!type.equals("bool")) {
      values.add(request.booleanNode(random.nextBoolean()));
    }
    if (!type.startsWith("map")) {
      values.add(request.objectNode().put("a", 1));
    }
    if (!type.startsWith("[]") && !type.equals("api.Tools")) {
      values.add(request.arrayNode().add(1));
    }
    values.add(type.equals("int") ? request.numberNode(1.5) : request.numberNode(5));
    JsonNode value = pick(values);
    request.set(name, value);
    String kind =
        value.isFloatingPointNumber()
            ? "number 1.5"
            : value.getNodeType().name().toLowerCase(Locale.ROOT).replace("boolean", "bool");
    StringBuilder text = new StringBuilder();
    tokens(request, shape).forEach(token -> text.append(space()).append(token.text()));
    return new Refused(
        text.toString(),
        "json: cannot unmarshal %s into Go struct field %s.%s of type %s"
            .formatted(kind, shape.go(), name, type));
  }

  private Refused mistake(Token token) {
    String after = token.inArray() ? "after array element" : "after object key:value pair";
    return switch (token.text().charAt(0)) {
      case ':' -> invalid(";", ";", "after object key");
      case ',' -> invalid(";", ";", after);
      case '{' -> null;
      case '[' -> null;
      case '}' ->
          token.afterOpen()
              ? invalid("]", "]", "looking for beginning of object key string")
              : chance(50)
                  ? invalid(",}", "}", "looking for beginning of object key string")
                  : invalid("]", "]", "after object key:value pair");
      case ']' -> token.afterOpen() ? null : invalid(",]", "]", "looking for beginning of value");
      case '"' -> token.isKey() ? inKey(token) : chance(50) ? inString(token) : inValue(after);
      default -> inValue(after);
    };
  }

  private Refused inKey(Token key) {
    return switch (random.nextInt(3)) {
      case 0 -> invalid("'key'", "\\'", "looking for beginning of object key string");
      case 1 -> invalid("5", "5", "looking for beginning of object key string");
      default -> inString(key);
    };
  }

  private Refused inString(Token string) {
    String begun = string.text().substring(0, string.text().length() - 1);
    return switch (random.nextInt(5)) {
      case 0 -> invalid(begun + "\n\"", "\\n", "in string literal");
      case 1 -> invalid(begun + "\u0001\"", "\\x01", "in string literal");
      case 2 -> invalid(begun + "\\q\"", "q", "in string escape code");
      case 3 -> invalid(begun + "\\'\"", "\\'", "in string escape code");
      default -> invalid(begun + "\\u12g4\"", "g", "in \\u hexadecimal character escape");
    };
  }

  private Refused inValue(String after) {
    return switch (random.nextInt(14)) {
      case 0 -> invalid("01", "1", after);
      case 1 -> invalid("-x", "x", "in numeric literal");
      case 2 -> invalid("1.x", "x", "after decimal point in numeric literal");
      case 3 -> invalid("1e+x", "x", "in exponent of numeric literal");
      case 4 -> invalid("+1", "+", "looking for beginning of value");
      case 5 -> invalid(".5", ".", "looking for beginning of value");
      case 6 -> invalid("trux", "x", "in literal true (expecting 'e')");
      case 7 -> invalid("fAlse", "A", "in literal false (expecting 'a')");
      case 8 -> invalid("nul1", "1", "in literal null (expecting 'l')");
      case 9 -> invalid("NaN", "N", "looking for beginning of value");
      case 10 -> invalid("Infinity", "I", "looking for beginning of value");
      case 11 -> invalid("'text'", "\\'", "looking for beginning of value");
      case 12 -> invalid("0x10", "x", after);
      default -> invalid("/**/1", "/", "looking for beginning of value");
    };
  }

  private static Refused invalid(String text, String character, String where) {
    return new Refused(text, "invalid character '" + character + "' " + where);
  }
}
