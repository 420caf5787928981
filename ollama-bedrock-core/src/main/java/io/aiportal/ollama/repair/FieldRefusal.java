package io.aiportal.ollama.repair;

import io.aiportal.ollama.attempt.CallRepair;
import io.aiportal.ollama.bedrock.BedrockException;
import io.aiportal.ollama.chat.ChatCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Leaves out a field of the caller's own that the model's family does not know. */
public final class FieldRefusal implements CallRepair {

  private static final Pattern FIELD =
      Pattern.compile(
          "(\\w+)(?:\\.\\w+)*: Extra inputs are not permitted"
              + "|extraneous key \\[(\\w+)\\]"
              + "|Unknown parameter: '(\\w+)'"
              + "|validation error for \\w+(?:\\s|\\\\n)+(\\w+?)(?:\\s|\\\\n)+Extra inputs"
              + "|Invalid '(\\w+)': unknown variant");

  /** What a family says that takes no field at all, and names none. */
  private static final Pattern ANY = Pattern.compile("following errors: Validation Error$");

  /** Knows the words of every family. */
  public FieldRefusal() {}

  @Override
  public @Nullable ChatCall repair(ChatCall call, BedrockException refusal) {
    String words = refusal.getMessage();
    if (call.additionalFields().isEmpty() || words == null) {
      return null;
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(call.additionalFields());
    Matcher named = FIELD.matcher(words);
    while (named.find()) {
      for (int group = 1; group <= named.groupCount(); group++) {
        fields.remove(named.group(group));
      }
    }
    if (words.contains("unknown variant `budget_tokens`")) {
      fields.remove("reasoning_config");
    }
    if (ANY.matcher(words).find()) {
      fields.clear();
    }
    return fields.equals(call.additionalFields())
        ? null
        : call.toBuilder().additionalFields(fields).build();
  }
}
