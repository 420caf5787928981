package io.aiportal.testkit.bedrock.rules;

/**
 * A request that the model refuses.
 *
 * @param exception the name of Bedrock's exception, such as {@code ValidationException}
 * @param status the HTTP status that belongs to it
 * @param message what Bedrock says about it
 */
public record Violation(String exception, int status, String message) {}
