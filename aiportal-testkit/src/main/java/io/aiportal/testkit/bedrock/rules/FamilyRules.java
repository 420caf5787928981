package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules by which Bedrock and the models behind it refuse a Converse request.
 *
 * <p>The request is taken to be valid by the service model. Immutable.
 */
public final class FamilyRules {

  private static final FamilyRules STANDARD = new FamilyRules(ModelFamilies.load());

  private final ModelFamilies families;
  private final List<Rule> rules;

  private FamilyRules(ModelFamilies families) {
    this.families = families;
    List<Rule> all = new ArrayList<>();
    all.addAll(ConversationRules.ALL);
    all.addAll(ToolRules.ALL);
    all.addAll(MediaRules.ALL);
    all.addAll(InferenceRules.ALL);
    all.addAll(ThinkingRules.ALL);
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
    Optional<ModelFamily> family = families.of(modelId);
    if (family.isEmpty()) {
      return Optional.of(Violation.validation("The provided model identifier is invalid."));
    }
    return Optional.ofNullable(firstBroken(new CheckedRequest(family.get(), request, streaming)));
  }

  private @Nullable Violation firstBroken(CheckedRequest request) {
    if (!request.family().converse()) {
      return Violation.validation(
          "This action doesn't support the model that you provided. Try again with a supported"
              + " text or chat model.");
    }
    for (Rule rule : rules) {
      Violation violation = rule.check(request);
      if (violation != null) {
        return violation;
      }
    }
    return null;
  }
}
