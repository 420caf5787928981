package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What Bedrock's invocation logs are to say of every call.
 *
 * @param entries values by their keys; the value {@link #CALLER} stands for whoever asks
 */
record RequestLabels(Map<String, String> entries) {

  /** Stands for whoever asks; where nobody knows, the entry is left out. */
  static final String CALLER = "$caller";

  private static final int LONGEST = 256;

  /** What AWS takes in a value. */
  private static final Pattern FOREIGN = Pattern.compile("[^a-zA-Z0-9\\s:_@$#=/+,.-]");

  /** A context whose call is labelled; what the call says itself wins. */
  CallContext on(CallContext context) {
    if (entries.isEmpty() && !context.requestMetadata().containsValue(CALLER)) {
      return context;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    entries.forEach((key, value) -> put(labels, key, value, context.caller()));
    context.requestMetadata().forEach((key, value) -> put(labels, key, value, context.caller()));
    return context.withRequestMetadata(labels);
  }

  private static void put(
      Map<String, String> labels, String key, String value, @Nullable String caller) {
    if (!value.equals(CALLER)) {
      labels.put(key, value);
    } else if (caller != null && !caller.isBlank()) {
      labels.put(key, fitting(caller));
    }
  }

  private static String fitting(String text) {
    String clean = FOREIGN.matcher(text).replaceAll("_");
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }
}
