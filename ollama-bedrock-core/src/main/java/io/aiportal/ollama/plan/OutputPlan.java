package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ConversationTraits.StructuredOutput;
import io.aiportal.ollama.model.ModelTraits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the model is made to answer in the format that the caller wants: at most one of three ways.
 *
 * @param schema a schema for Bedrock itself to enforce, as JSON text; null for none
 * @param tool a tool whose input is the answer; null for none
 * @param answerKeys the caller's keys in the input of that tool, by those that Bedrock is told
 * @param instruction what the model is told, to answer in JSON; null for nothing
 * @param json what JSON is looked for in the answer's text
 */
record OutputPlan(
    @Nullable String schema,
    @Nullable ToolSpecification tool,
    Map<String, String> answerKeys,
    @Nullable String instruction,
    JsonText json) {

  private static final OutputPlan FREE = new OutputPlan(null, null, Map.of(), null, JsonText.NONE);

  private static final String JSON_ONLY =
      "Answer with a single JSON value and nothing else: no introduction, no explanation, no code"
          + " fence.";

  /**
   * The way to a format.
   *
   * @param thinking whether the model is told to think, which keeps most from being forced
   */
  static OutputPlan of(
      OutputFormat format,
      ModelTraits traits,
      ToolPlan tools,
      boolean thinking,
      Warnings warnings) {
    if (format instanceof OutputFormat.Text) {
      return FREE;
    }
    if (tools.forcesCall(thinking)) {
      warnings.add("the format has no effect: the model must call a tool and cannot answer");
      return FREE;
    }
    return format instanceof OutputFormat.JsonSchema schema
        ? schema(schema, traits, tools, thinking, warnings)
        : new OutputPlan(null, null, Map.of(), JSON_ONLY, JsonText.OBJECT_OR_ARRAY);
  }

  private static OutputPlan schema(
      OutputFormat.JsonSchema format,
      ModelTraits traits,
      ToolPlan tools,
      boolean thinking,
      Warnings warnings) {
    Map<String, @Nullable Object> schema = format.schema();
    StructuredOutput way = traits.conversation().structuredOutput();
    if (way != StructuredOutput.PROMPT && ToolSchemas.isObject(schema)) {
      Map<String, @Nullable Object> strict =
          way == StructuredOutput.NATIVE ? StrictSchema.of(schema) : null;
      if (strict != null) {
        return new OutputPlan(JsonObjects.write(strict), null, Map.of(), null, JsonText.NONE);
      }
      if (tools.canForce(thinking)) {
        return inTool(tools.schema(schema), tools.naming());
      }
    }
    warnings.addIf(
        Boolean.TRUE.equals(format.strict()),
        "the answer may differ from its schema: the model is only told of it in words");
    return inWords(schema);
  }

  private static OutputPlan inTool(ToolSchema schema, ToolNaming naming) {
    ToolSpecification tool =
        new ToolSpecification(
            naming.free("answer"),
            schema.describe("Gives the answer to the user."),
            schema.schema());
    return new OutputPlan(null, tool, schema.keys().callersKeys(), null, JsonText.NONE);
  }

  private static OutputPlan inWords(Map<String, @Nullable Object> schema) {
    return new OutputPlan(
        null,
        null,
        Map.of(),
        JSON_ONLY + " It must follow this JSON Schema:\n" + JsonObjects.write(schema),
        rootOf(schema));
  }

  private static JsonText rootOf(Map<String, @Nullable Object> schema) {
    if (ToolSchemas.isObject(schema)) {
      return JsonText.OBJECT;
    }
    return "array".equals(schema.get("type")) ? JsonText.ARRAY : JsonText.ANY;
  }
}
