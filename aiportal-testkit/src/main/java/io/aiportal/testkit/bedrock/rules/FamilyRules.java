package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which Bedrock and the models behind it refuse a Converse request.
 *
 * <p>The request is taken to be valid by the service model. Immutable.
 */
public final class FamilyRules {

  private static final FamilyRules STANDARD =
      new FamilyRules(ModelFamilies.load(), Refusals.load());

  private static final Pattern FOUNDATION_MODEL = Pattern.compile("^arn:.*:foundation-model/");

  private final ModelFamilies families;
  private final Refusals refusals;
  private final List<Rule> rules;

  private FamilyRules(ModelFamilies families, Refusals refusals) {
    this.families = families;
    this.refusals = refusals;
    List<Rule> all = new ArrayList<>();
    all.addAll(ConversationRules.ALL);
    all.addAll(ToolRules.ALL);
    all.addAll(ToolUseRules.ALL);
    all.addAll(SchemaRules.ALL);
    all.addAll(MediaRules.ALL);
    all.addAll(CitationRules.ALL);
    all.addAll(InferenceRules.ALL);
    all.addAll(FieldRules.ALL);
    all.addAll(ThinkingRules.ALL);
    all.addAll(EffortRules.ALL);
    all.addAll(OutputRules.ALL);
    all.addAll(CacheRules.ALL);
    this.rules = List.copyOf(all);
  }

  /** The rules of the models that this project knows. */
  public static FamilyRules standard() {
    return STANDARD;
  }

  /**
   * The first rule that a request breaks.
   *
   * @param modelId an id with or without geographic prefix, or an ARN; of what stands behind an
   *     opaque ARN (an application profile, a provisioned model) nothing is known, so only the
   *     rules of all models apply
   * @param request the body of Converse or ConverseStream
   * @param streaming whether it is ConverseStream
   * @return empty when the request is fine
   */
  public Optional<Violation> check(String modelId, JsonNode request, boolean streaming) {
    return check(ModelCall.of(modelId, streaming), request);
  }

  /** The first rule that a request breaks; empty when it is fine. */
  public Optional<Violation> check(ModelCall call, JsonNode request) {
    Optional<ModelFamily> family = families.of(call.modelId());
    return family.isEmpty()
        ? Optional.of(refusals.violation("modelId", Map.of()))
        : firstBroken(family.get(), call, request);
  }

  /** What {@link #check} says of a model of which nothing is known. */
  public Optional<Violation> checkUnknown(ModelCall call, JsonNode request) {
    return firstBroken(families.any(), call, request);
  }

  /** Whether a model's family is known. */
  public boolean knows(String modelId) {
    return families.of(modelId).isPresent();
  }

  /**
   * Why the tokens of a request cannot be counted; empty when they can.
   *
   * @param call by the model's own id: profiles count no tokens
   */
  public Optional<Violation> checkCount(ModelCall call) {
    boolean counts =
        FOUNDATION_MODEL.matcher(call.calledAs()).replaceFirst("").equals(call.modelId())
            && families.of(call.modelId()).map(ModelFamily::countTokens).orElse(true);
    return counts ? Optional.empty() : Optional.of(refusals.violation("countTokens", Map.of()));
  }

  /** How many tokens of a quota one token that a model writes takes in the end. */
  public int outputBurndown(String modelId) {
    return families.of(modelId).map(family -> family.inference().outputBurndown()).orElse(1);
  }

  /** The most tokens that a model writes; empty when that is not known. */
  public Optional<Integer> outputLimit(String modelId) {
    return families
        .of(modelId)
        .map(
            family ->
                InferenceRules.outputLimit(
                    new CheckedRequest(
                        family,
                        ModelCall.of(modelId, false),
                        MissingNode.getInstance(),
                        refusals)));
  }

  private Optional<Violation> firstBroken(ModelFamily family, ModelCall call, JsonNode body) {
    CheckedRequest request = new CheckedRequest(family, call, body, refusals);
    if (!family.converse()) {
      return Optional.of(request.refusal("converse"));
    }
    for (Rule rule : rules) {
      @Nullable Violation violation = rule.check(request);
      if (violation != null) {
        return Optional.of(violation);
      }
    }
    return Optional.empty();
  }
}
