package io.aiportal.ollama.embed;

import io.aiportal.ollama.chat.CallException;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long texts may be, and what to do with those that are too long. */
final class TextLength {

  /** In one request; its body may have 25 MB, and a character takes six bytes of it at most. */
  static final int MOST_CHARACTERS = 4_000_000;

  /** Such as {@code #/inputText: expected maxLength: 50000, actual: 60000}. */
  private static final Pattern CHARACTERS =
      Pattern.compile("expected maxLength: (\\d{1,9}), actual: (\\d{1,9})");

  /** Such as {@code Max input tokens: 8192, request input token count: 9000}. */
  private static final Pattern TOKENS =
      Pattern.compile("Max input tokens: (\\d{1,9}), request input token count: (\\d{1,9})");

  private static final Pattern TOO_LONG =
      Pattern.compile(
          "too many (input )?tokens|too long|context length|exceeds the (context|maximum)",
          Pattern.CASE_INSENSITIVE);

  /** The rest of a text may have more tokens for its characters than the whole. */
  private static final double SAFE_SHARE = 0.95;

  private TextLength() {}

  /** The start of a text, at most so many characters, no pair of surrogates parted. */
  static String cut(String text, int characters) {
    if (text.length() <= characters) {
      return text;
    }
    boolean inPair = Character.isHighSurrogate(text.charAt(characters - 1));
    return text.substring(0, inPair ? characters - 1 : characters);
  }

  /** The refusal of a text that is too long. */
  static CallException refusal() {
    return CallException.badRequest("the input length exceeds the context length");
  }

  /**
   * How many characters texts may have, as far as a refusal tells.
   *
   * @param refusal Bedrock's words
   * @param texts what was sent
   * @return fewer than the longest of the texts has; empty if they were not too long
   */
  static OptionalInt allowed(String refusal, List<String> texts) {
    int longest = texts.stream().mapToInt(String::length).max().orElse(0);
    Matcher characters = CHARACTERS.matcher(refusal);
    if (characters.find()) {
      return shorter(Integer.parseInt(characters.group(1)), longest);
    }
    Matcher tokens = TOKENS.matcher(refusal);
    if (tokens.find()) {
      double share = Double.parseDouble(tokens.group(1)) / Double.parseDouble(tokens.group(2));
      return shorter((int) (longest * share * SAFE_SHARE), longest);
    }
    return TOO_LONG.matcher(refusal).find() ? shorter(longest, longest) : OptionalInt.empty();
  }

  /** What makes no sense as a length is taken as a word to send less. */
  private static OptionalInt shorter(int characters, int longest) {
    int wanted = characters < longest ? characters : longest / 2;
    return wanted < 1 ? OptionalInt.empty() : OptionalInt.of(wanted);
  }
}
