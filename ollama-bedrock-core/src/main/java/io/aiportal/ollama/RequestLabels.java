package io.aiportal.ollama;

import io.aiportal.ollama.chat.CallContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

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
    if (entries.isEmpty()) {
      return context;
    }
    Map<String, String> labels = new LinkedHashMap<>();
    entries.forEach(
        (key, value) -> {
          String caller = context.caller();
          if (!value.equals(CALLER)) {
            labels.put(key, value);
          } else if (caller != null && !caller.isBlank()) {
            labels.put(key, fitting(caller));
          }
        });
    labels.putAll(context.requestMetadata());
    return context.withRequestMetadata(labels);
  }

  private static String fitting(String text) {
    String clean = FOREIGN.matcher(text).replaceAll("_");
    return clean.length() > LONGEST ? clean.substring(0, LONGEST) : clean;
  }
}
