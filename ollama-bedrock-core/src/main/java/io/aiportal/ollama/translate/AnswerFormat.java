package io.aiportal.ollama.translate;

import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.CallException;
import io.aiportal.ollama.internal.go.GoQuote;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ConversationTraits.StructuredOutput;
import io.aiportal.ollama.model.ModelTraits;
import io.aiportal.ollama.model.ToolTraits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the model is made to answer in the format that the caller wants: at most one of three ways.
 *
 * @param outputSchema a schema for Bedrock itself to enforce, as JSON text; null for none
 * @param tool a tool whose input is the answer; null for none
 * @param instruction what the model is told, to answer in JSON; null for nothing
 */
record AnswerFormat(
    @Nullable String outputSchema, @Nullable ToolSpecification tool, @Nullable String instruction) {

  private static final AnswerFormat FREE = new AnswerFormat(null, null, null);

  private static final String JSON_ONLY =
      "Answer with a single JSON value and nothing else: no introduction, no explanation, no code"
          + " fence.";

  /**
   * The way to a format.
   *
   * @param format what the request has: {@code "json"}, a schema as a map, {@code ""} or null
   * @param thinking whether the model is told to think, which keeps most from being forced
   * @throws CallException 500, as Ollama has it, if the format is anything else
   */
  static AnswerFormat of(
      @Nullable Object format, ModelTraits traits, ToolNames names, boolean thinking) {
    if (format == null || format.equals("")) {
      return FREE;
    }
    if (format.equals("json")) {
      return new AnswerFormat(null, null, JSON_ONLY);
    }
    if (format instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> schema = new LinkedHashMap<>();
      map.forEach((key, value) -> schema.put(String.valueOf(key), value));
      return schema(schema, traits, names, thinking);
    }
    throw CallException.runnerError(
        "invalid format: "
            + GoQuote.quote(JsonObjects.write(format))
            + "; expected \"json\" or a valid JSON Schema object");
  }

  private static AnswerFormat schema(
      Map<String, @Nullable Object> schema, ModelTraits traits, ToolNames names, boolean thinking) {
    StructuredOutput way = traits.conversation().structuredOutput();
    if (way == StructuredOutput.PROMPT || !ToolSchemas.isObject(schema)) {
      return inWords(schema);
    }
    if (way == StructuredOutput.NATIVE) {
      Map<String, @Nullable Object> strict = StrictSchema.of(schema);
      if (strict != null) {
        return new AnswerFormat(JsonObjects.write(strict), null, null);
      }
    }
    return canBeForced(traits.tools().choice(), thinking)
        ? new AnswerFormat(null, tool(schema, names), null)
        : inWords(schema);
  }

  private static boolean canBeForced(ToolTraits.Choice choices, boolean thinking) {
    return switch (choices) {
      case AUTO -> false;
      case ANY, NAMED -> !thinking;
      case NAMED_WHILE_THINKING -> true;
    };
  }

  private static ToolSpecification tool(Map<String, @Nullable Object> schema, ToolNames names) {
    return new ToolSpecification(
        names.free("answer"), "Gives the answer to the user.", ToolSchemas.of(schema));
  }

  private static AnswerFormat inWords(Map<String, @Nullable Object> schema) {
    return new AnswerFormat(
        null, null, JSON_ONLY + " It must follow this JSON Schema:\n" + JsonObjects.write(schema));
  }
}
