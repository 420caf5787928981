package io.aiportal.ollama.server.limits;

import io.aiportal.ollama.server.settings.LimitSetting;
import java.util.ArrayList;
import java.util.List;

/**
 * One limit.
 *
 * @param subject whose it is
 * @param unit what is counted
 * @param most how many of it there may be
 * @param id what it is called where everything is counted in one place; the same whatever the most
 */
public record Limit(Subject subject, Unit unit, long most, String id) {

  /** What is counted. */
  public enum Unit {
    /** Requests that begin within a minute. */
    REQUESTS,
    /** Tokens within a minute. */
    TOKENS,
    /** Answers that are made at a time. */
    OPEN_ANSWERS
  }

  Limit(Subject subject, Unit unit, long most) {
    this(subject, unit, most, id(subject, unit));
  }

  /** The limits of one, as the settings have them. */
  static List<Limit> of(Subject subject, LimitSetting setting) {
    if (setting.equals(LimitSetting.NONE)) {
      return List.of();
    }
    List<Limit> limits = new ArrayList<>();
    setting
        .requestsPerMinute()
        .ifPresent(most -> limits.add(new Limit(subject, Unit.REQUESTS, most)));
    setting.tokensPerMinute().ifPresent(most -> limits.add(new Limit(subject, Unit.TOKENS, most)));
    setting
        .openAnswers()
        .ifPresent(most -> limits.add(new Limit(subject, Unit.OPEN_ANSWERS, most)));
    return limits;
  }

  private static String id(Subject subject, Unit unit) {
    return switch (unit) {
      case REQUESTS -> subject.id() + ":requests";
      case TOKENS -> subject.id() + ":tokens";
      case OPEN_ANSWERS -> subject.id() + ":open";
    };
  }

  /** Whether nothing but time makes room: what was taken is never given back. */
  boolean isOnlyRefilled() {
    return unit == Unit.REQUESTS;
  }

  /** The limit in a sentence, such as {@code the key 'a' may begin 60 requests a minute}. */
  String told() {
    boolean model = subject.kind() == Subject.Kind.MODEL;
    return subject.told()
        + switch (unit) {
          case REQUESTS ->
              (model ? " may be asked by " : " may begin ") + counted("request") + " a minute";
          case TOKENS -> (model ? " may take " : " may use ") + counted("token") + " a minute";
          case OPEN_ANSWERS ->
              model
                  ? " may make " + counted("answer") + " at a time"
                  : " may have " + counted("answer") + " made at a time";
        };
  }

  private String counted(String thing) {
    return most + " " + thing + (most == 1 ? "" : "s");
  }
}
