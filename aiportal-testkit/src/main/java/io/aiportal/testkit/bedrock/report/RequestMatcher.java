package io.aiportal.testkit.bedrock.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Says which requests are meant; each method narrows them further.
 *
 * <p>{@code RequestMatcher.any().operation("Converse").saying("weather")}
 */
public final class RequestMatcher {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final RequestMatcher ANY = new RequestMatcher(List.of());

  private record Condition(String words, Predicate<ReportedRequest> test) {}

  private final List<Condition> conditions;

  private RequestMatcher(List<Condition> conditions) {
    this.conditions = conditions;
  }

  /** Every request. */
  public static RequestMatcher any() {
    return ANY;
  }

  /** Those of an operation, as AWS names it: {@code Converse}, {@code ConverseStream}. */
  public RequestMatcher operation(String operation) {
    return and("of " + operation, request -> request.operation().equals(operation));
  }

  /**
   * Those of a model, through whatever profile or ARN that ends with its id.
   *
   * @param id such as {@code amazon.nova-lite-v1:0}, or with a geography before it
   */
  public RequestMatcher model(String id) {
    return and(
        "of the model " + id,
        request -> request.modelId() != null && request.modelId().endsWith(id));
  }

  /** Those whose last message, or whose body where there are no messages, has this text in it. */
  public RequestMatcher saying(String text) {
    return and(
        "saying “" + text + "”",
        request -> request.body() != null && says(lastMessage(request.body()), text));
  }

  /**
   * Those with a value in their body.
   *
   * @param pointer to it, such as {@code /inferenceConfig/maxTokens}
   * @param value as JSON has it: a text, a number, a boolean, or a whole tree
   */
  public RequestMatcher with(String pointer, Object value) {
    JsonNode expected = MAPPER.valueToTree(value);
    return and(
        "with " + expected + " at " + pointer,
        request -> request.body() != null && isEqual(request.body().at(pointer), expected));
  }

  /** Those with anything at a place of their body. */
  public RequestMatcher with(String pointer) {
    return and(
        "with something at " + pointer,
        request -> request.body() != null && !request.body().at(pointer).isMissingNode());
  }

  /** Those with a header of this value. */
  public RequestMatcher header(String name, String value) {
    return and(
        "with the header " + name + ": " + value,
        request ->
            request
                .headers()
                .getOrDefault(name.toLowerCase(Locale.ROOT), List.of())
                .contains(value));
  }

  /** Those that fulfil a condition of your own. */
  public RequestMatcher and(String words, Predicate<ReportedRequest> condition) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(new Condition(words, condition));
    return new RequestMatcher(List.copyOf(more));
  }

  /** Whether a request is meant. */
  public boolean matches(ReportedRequest request) {
    return conditions.stream().allMatch(condition -> condition.test().test(request));
  }

  /** As a person would say it: {@code a request of Converse saying “weather”}. */
  @Override
  public String toString() {
    return conditions.isEmpty()
        ? "any request"
        : "a request " + String.join(", ", conditions.stream().map(Condition::words).toList());
  }

  private static JsonNode lastMessage(JsonNode body) {
    JsonNode messages = body.path("messages");
    return messages.isEmpty() ? body : messages.get(messages.size() - 1);
  }

  private static boolean says(JsonNode node, String text) {
    if (node.isTextual()) {
      return node.textValue().contains(text);
    }
    for (JsonNode child : node) {
      if (says(child, text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isEqual(JsonNode found, JsonNode expected) {
    return found.equals(RequestMatcher::compareLeaves, expected);
  }

  /** 0 for equal ones; numbers are equal if their values are, whatever their types. */
  private static int compareLeaves(JsonNode found, JsonNode expected) {
    if (found.isNumber() && expected.isNumber()) {
      return found.decimalValue().compareTo(expected.decimalValue());
    }
    return found.equals(expected) ? 0 : 1;
  }
}
