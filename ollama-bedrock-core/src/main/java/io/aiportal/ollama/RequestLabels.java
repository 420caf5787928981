package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Bedrock's invocation logs are to say of every call.
 *
 * @param entries values by their keys; the value {@link #CALLER} stands for whoever asks, and
 *     {@link #TRACE} for the trace that the request is part of
 */
record RequestLabels(Map<String, String> entries) {

  /** Stands for whoever asks; where nobody knows, the entry is left out. */
  static final String CALLER = "$caller";

  /** Stands for the id of the caller's trace; where there is none, the entry is left out. */
  static final String TRACE = "$trace";

  private static final int LONGEST = 256;

  /** What AWS takes in a value. */
  private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9\\s:_@$#=/+,.-]");

  /** A context whose call is labelled; what the call says itself wins. */
  CallContext on(CallContext context) {
    Map<String, String> own = context.requestMetadata();
    if (entries.isEmpty() && !own.containsValue(CALLER) && !own.containsValue(TRACE)) {
      return context;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    entries.forEach((key, value) -> put(labels, key, value, context));
    own.forEach((key, value) -> put(labels, key, value, context));
    return context.withRequestMetadata(labels);
  }

  private static void put(
      Map<String, String> labels, String key, String value, CallContext context) {
    switch (value) {
      case CALLER -> putIfKnown(labels, key, context.caller());
      case TRACE -> putIfKnown(labels, key, context.trace());
      default -> labels.put(key, value);
    }
  }

  private static void putIfKnown(Map<String, String> labels, String key, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      labels.put(key, fitting(value));
    }
  }

  private static String fitting(String text) {
    String clean = FOREIGN.matcher(text).replaceAll("_");
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }
}
