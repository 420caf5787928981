package io.aiportal.ollama.api;

import io.aiportal.ollama.internal.go.GoQuote;

/** Sentences about what of a request has no effect; they quote the caller, and are never logged. */
public final class RequestWarnings {

  private RequestWarnings() {}

  /** A field without a home at Bedrock. */
  public static String withoutEffect(String field) {
    return field + " has no effect on Amazon Bedrock";
  }

  /** A word for thinking that is nobody's. */
  public static String unknownEffort(String word) {
    return "no model here thinks " + GoQuote.quote(word);
  }
}
