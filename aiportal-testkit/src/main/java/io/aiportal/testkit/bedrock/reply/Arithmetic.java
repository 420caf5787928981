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
      Pattern.compile("[(\\s]*" + NUMBER + "(?:[\\s)]*[-+*/^][\\s(]*" + NUMBER + "){1,40}[\\s)]*");
  private static final Pattern TOKEN = Pattern.compile("\\d+(?:\\.\\d+)?|[-+*/^()]");
  private static final int LARGEST_EXPONENT = 1_000;

  /** The first sum in a text; empty without one, or when it has no result. */
  static Optional<Arithmetic> in(String text) {
    Matcher matcher = EXPRESSION.matcher(withSigns(text));
    if (!matcher.find()) {
      return Optional.empty();
    }
    String expression = balanced(matcher.group().strip());
    try {
      BigDecimal value = value(expression).round(MathContext.DECIMAL64);
      BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      return Optional.of(new Arithmetic(expression, plain.toPlainString()));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String withSigns(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("(\\d),(?=\\d{3}\\b)", "$1")
        .replaceAll("(?<=\\d)\\s*[x×·]\\s*(?=\\d)", " * ")
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
