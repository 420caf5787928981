package io.aiportal.testkit.bedrock.reply;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sum that stands in a text, and its result. */
record Arithmetic(String expression, String result) {

  private static final String NUMBER = "-?\\d+(?:\\.\\d+)?";
  private static final Pattern EXPRESSION =
      Pattern.compile("[(\\s]*" + NUMBER + "(?:[\\s)]*[-+*/^×][\\s(]*" + NUMBER + "){1,40}[\\s)]*");
  private static final Pattern TOKEN = Pattern.compile("\\d+(?:\\.\\d+)?|[-+*/^()]");
  private static final int LARGEST_EXPONENT = 1_000;

  /** Addresses and paths, which have slashes and hyphens between their numbers. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\b[a-z][a-z0-9+.-]{0,15}://\\S+|\\bwww\\.\\S+");

  private static final Pattern DATE =
      Pattern.compile(
          "(?<![\\d.])(?:\\d{4}([-/])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-/])\\d{1,2}\\2(?:\\d{4}|\\d{2}))(?!\\d)");

  /** Ranges, fractions, years, sizes of pictures: sums only where somebody asks for the result. */
  private static final Pattern AMBIGUOUS =
      Pattern.compile("\\d+(?:\\.\\d+)?(?:(?:[-/×]\\d+(?:\\.\\d+)?)++|\\s+-\\s+\\d+(?:\\.\\d+)?)");

  private static final Pattern ASKED =
      Pattern.compile(
          "(?:^|\\b(?:what is|what's|how much is|is|calculate|compute|evaluate|solve|result of|value of|sum))"
              + "[\\s:(]*$");

  /** How much of the text before a sum is looked at. */
  private static final int BEFORE = 40;

  /** The first sum in a text; empty without one, or when it has no result. */
  static Optional<Arithmetic> in(String text) {
    String addressed = ADDRESS.matcher(withSigns(withoutData(text))).replaceAll("\u2026");
    String searched = DATE.matcher(addressed).replaceAll("\u2026");
    Matcher matcher = EXPRESSION.matcher(searched);
    while (matcher.find()) {
      if (isSum(searched, matcher)) {
        return of(balanced(matcher.group().strip()).replace("×", " * "));
      }
    }
    return Optional.empty();
  }

  private static Optional<Arithmetic> of(String expression) {
    try {
      BigDecimal value = value(expression).round(MathContext.DECIMAL64);
      BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      return Optional.of(new Arithmetic(expression, plain.toPlainString()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** Without objects of JSON, such as schemas, whose patterns and examples are not questions. */
  private static String withoutData(String text) {
    StringBuilder rest = new StringBuilder();
    int depth = 0;
    int copied = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '{' && depth++ == 0) {
        rest.append(text, copied, i);
        copied = i;
      } else if (text.charAt(i) == '}' && depth > 0 && --depth == 0) {
        rest.append('\u2026');
        copied = i + 1;
      }
    }
    return rest.append(text, copied, text.length()).toString();
  }

  /** Whether what looks like a sum stands alone, and is no date, range or the like. */
  private static boolean isSum(String text, Matcher matcher) {
    String group = matcher.group();
    int start = matcher.start() + group.length() - group.stripLeading().length();
    int end = matcher.start() + group.stripTrailing().length();
    String expression = text.substring(start, end);
    if (isTiedToWhatIsBefore(text, start) || isTiedToWhatFollows(text, end)) {
      return false;
    }
    return !AMBIGUOUS.matcher(expression).matches()
        || (ASKED.matcher(text.substring(Math.max(0, start - BEFORE), start)).find()
            && !isFollowedByAWord(text, end));
  }

  /** Whether the numbers belong to a name, a version, a time or a path that begins before them. */
  private static boolean isTiedToWhatIsBefore(String text, int start) {
    char before = charAt(text, start - 1);
    return before == ':'
        ? Character.isDigit(charAt(text, start - 2))
        : Character.isLetterOrDigit(before) || "_/.@#\\-".indexOf(before) >= 0;
  }

  /**
   * Whether they belong to one that goes on behind them; a full stop or a colon ends a question.
   */
  private static boolean isTiedToWhatFollows(String text, int end) {
    char after = charAt(text, end);
    boolean endsIt = after == ':' || after == '.';
    return endsIt
        ? Character.isDigit(charAt(text, end + 1))
        : Character.isLetterOrDigit(after) || "_/@#\\-".indexOf(after) >= 0;
  }

  private static char charAt(String text, int index) {
    return index < 0 || index >= text.length() ? ' ' : text.charAt(index);
  }

  private static boolean isFollowedByAWord(String text, int end) {
    String rest = text.substring(end, Math.min(text.length(), end + 2)).strip();
    return !rest.isEmpty() && Character.isLetter(rest.charAt(0));
  }

  private static String withSigns(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("(\\d),(?=\\d{3}\\b)", "$1")
        .replaceAll("(?<=\\d)\\s+x\\s+(?=\\d)|(?<=\\d)\\s*[×·]\\s*(?=\\d)", " * ")
        .replaceAll("(?<=\\d)x(?=\\d)", "×")
        .replace('÷', '/')
        .replace('−', '-')
        .replaceAll("\\b(?:multiplied by|times)\\b", "*")
        .replaceAll("\\bdivided by\\b", "/")
        .replaceAll("\\bplus\\b", "+")
        .replaceAll("\\bminus\\b", "-")
        .replaceAll("\\*\\*", "^");
  }

  /** Without the parentheses that are closed or opened outside of the match. */
  private static String balanced(String expression) {
    long opened = expression.chars().filter(c -> c == '(').count();
    long closed = expression.chars().filter(c -> c == ')').count();
    String rest = expression;
    for (; opened > closed && rest.startsWith("("); opened--) {
      rest = rest.substring(1).strip();
    }
    for (; closed > opened && rest.endsWith(")"); closed--) {
      rest = rest.substring(0, rest.length() - 1).strip();
    }
    return rest;
  }

  /** Two stacks: an operator waits until one that binds less, or the end, comes along. */
  private static BigDecimal value(String expression) {
    Deque<BigDecimal> values = new ArrayDeque<>();
    Deque<Character> operators = new ArrayDeque<>();
    boolean expectsValue = true;
    boolean negative = false;
    Matcher tokens = TOKEN.matcher(expression);
    while (tokens.find()) {
      char first = tokens.group().charAt(0);
      if (Character.isDigit(first)) {
        BigDecimal value = new BigDecimal(tokens.group());
        values.push(negative ? value.negate() : value);
        negative = false;
        expectsValue = false;
      } else if (first == '(') {
        operators.push(first);
      } else if (first == ')') {
        while (!operators.isEmpty() && operators.peek() != '(') {
          apply(operators.pop(), values);
        }
        operators.poll();
      } else if (expectsValue) {
        negative = first == '-';
      } else {
        while (!operators.isEmpty() && binds(operators.peek()) >= binds(first)) {
          apply(operators.pop(), values);
        }
        operators.push(first);
        expectsValue = true;
      }
    }
    while (!operators.isEmpty()) {
      apply(operators.pop(), values);
    }
    return values.pop();
  }

  private static int binds(char operator) {
    return switch (operator) {
      case '^' -> 3;
      case '*', '/' -> 2;
      case '+', '-' -> 1;
      default -> 0;
    };
  }

  private static void apply(char operator, Deque<BigDecimal> values) {
    if (operator == '(' || values.size() < 2) {
      throw new ArithmeticException("unbalanced");
    }
    BigDecimal right = values.pop();
    BigDecimal left = values.pop();
    values.push(
        switch (operator) {
          case '+' -> left.add(right);
          case '-' -> left.subtract(right);
          case '*' -> left.multiply(right);
          case '/' -> left.divide(right, MathContext.DECIMAL64);
          default -> power(left, right);
        });
  }

  private static BigDecimal power(BigDecimal base, BigDecimal exponent) {
    int whole = exponent.intValueExact();
    if (Math.abs(whole) > LARGEST_EXPONENT) {
      throw new ArithmeticException("exponent too large");
    }
    return base.pow(whole, MathContext.DECIMAL64);
  }
}
