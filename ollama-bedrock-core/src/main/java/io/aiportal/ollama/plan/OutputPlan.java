package io.aiportal.ollama.plan;

import io.aiportal.ollama.answer.AnswerFormat;
import io.aiportal.ollama.answer.AnswerShape.JsonText;
import io.aiportal.ollama.bedrock.ToolSpecification;
import io.aiportal.ollama.chat.OutputFormat;
import io.aiportal.ollama.internal.json.JsonObjects;
import io.aiportal.ollama.model.ConversationTraits.StructuredOutput;
import io.aiportal.ollama.model.ModelTraits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the model is made to answer in the format that the caller wants.
 *
 * @param schema a schema for Bedrock itself to enforce, as JSON text; null for none
 * @param tool a tool whose input is the answer; null for none
 * @param answerKeys the caller's keys in the input of that tool, by those that Bedrock is told
 * @param instruction what the model is told, to answer in JSON; null for nothing
 * @param json what JSON is looked for in the answer's text
 * @param format what the answer must be; null for any text
 */
record OutputPlan(
    @Nullable String schema,
    @Nullable ToolSpecification tool,
    Map<String, String> answerKeys,
    @Nullable String instruction,
    JsonText json,
    @Nullable AnswerFormat format) {

  private static final OutputPlan FREE =
      new OutputPlan(null, null, Map.of(), null, JsonText.NONE, null);

  private static final String JSON_ONLY =
      "Answer with a single JSON value and nothing else: no introduction, no explanation, no code"
          + " fence.";

  private static final String IN_WORDS =
      "the model is only told of the format's schema: its answer is held until it is valid";

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
        ? schema(schema.schema(), traits, tools, thinking, warnings)
        : anyJson();
  }

  /** Whether the answer may be any text. */
  boolean isFree() {
    return format == null;
  }

  /** What is whole JSON can be told while it comes, so that nothing is held. */
  private static OutputPlan anyJson() {
    return new OutputPlan(
        null,
        null,
        Map.of(),
        JSON_ONLY,
        JsonText.OBJECT_OR_ARRAY,
        new AnswerFormat(null, false, false));
  }

  /**
   * Bedrock enforces a schema, or a tool that must be called has it, and the answer goes out as it
   * comes; where a model takes neither it is asked in words, and its answer held until it is valid,
   * as it is where Bedrock enforces only a part of the schema.
   */
  private static OutputPlan schema(
      Map<String, @Nullable Object> schema,
      ModelTraits traits,
      ToolPlan tools,
      boolean thinking,
      Warnings warnings) {
    StructuredOutput way = traits.conversation().structuredOutput();
    boolean wrapped = !ObjectSchema.isObject(schema);
    if (way != StructuredOutput.PROMPT) {
      Map<String, @Nullable Object> object = wrapped ? ObjectSchema.around(schema) : schema;
      Enforced enforced = way == StructuredOutput.NATIVE ? Enforced.of(object) : null;
      if (enforced != null && tools.takesUnions(enforced.schema())) {
        return new OutputPlan(
            JsonObjects.write(enforced.schema()),
            null,
            Map.of(),
            null,
            wrapped ? JsonText.ANY : JsonText.OBJECT,
            new AnswerFormat(schema, wrapped, enforced.weaker()));
      }
      if (tools.canForce(thinking)) {
        return inTool(schema, wrapped, tools.schema(object), tools.naming(), null);
      }
      warnings.add(IN_WORDS);
      if (tools.canOffer(traits)) {
        return inTool(
            schema,
            wrapped,
            tools.schema(object),
            tools.naming(),
            "Give your answer by calling the tool %s.");
      }
    } else {
      warnings.add(IN_WORDS);
    }
    return inWords(schema);
  }

  private static OutputPlan inTool(
      Map<String, @Nullable Object> schema,
      boolean wrapped,
      ToolSchema input,
      ToolNaming naming,
      @Nullable String instruction) {
    String name = naming.free("answer");
    return new OutputPlan(
        null,
        new ToolSpecification(
            name, input.describe("Gives the answer to the user."), input.schema()),
        input.keys().callersKeys(),
        instruction == null ? null : instruction.formatted(name),
        wrapped ? JsonText.ANY : JsonText.OBJECT,
        new AnswerFormat(schema, wrapped, instruction != null));
  }

  private static OutputPlan inWords(Map<String, @Nullable Object> schema) {
    return new OutputPlan(
        null,
        null,
        Map.of(),
        JSON_ONLY + " It must follow this JSON Schema:\n" + JsonObjects.write(schema),
        rootOf(schema),
        new AnswerFormat(schema, false, true));
  }

  private static JsonText rootOf(Map<String, @Nullable Object> schema) {
    if (ObjectSchema.isObject(schema)) {
      return JsonText.OBJECT;
    }
    return "array".equals(schema.get("type")) ? JsonText.ARRAY : JsonText.ANY;
  }

  /**
   * A schema that Bedrock enforces.
   *
   * @param weaker whether it says less than the caller's: then only the end tells whether the
   *     answer follows that
   */
  private record Enforced(Map<String, @Nullable Object> schema, boolean weaker) {

    /** What can be enforced of a schema; null for one that cannot be told so. */
    static @Nullable Enforced of(Map<String, @Nullable Object> schema) {
      SchemaNormalizer normalizer = new SchemaNormalizer(schema);
      Map<String, @Nullable Object> normalized = normalizer.normalized();
      boolean renamed = !normalizer.keys().bedrockKeys().isEmpty();
      Map<String, @Nullable Object> strict = renamed ? null : StrictSchema.of(normalized);
      return strict == null
          ? null
          : new Enforced(strict, StrictSchema.isWeaker(normalized) || !normalized.equals(schema));
    }
  }
}
