package io.aiportal.ollama.bedrock;

import java.util.List;

/**
 * An inference profile as Bedrock's control plane lists it: one name for a model in several
 * regions.
 *
 * @param inferenceProfileId its id, such as {@code eu.anthropic.…}
 * @param inferenceProfileArn its ARN
 * @param name its name for people
 * @param application whether somebody of this account made it; otherwise Bedrock did
 * @param modelArns the models behind it; their ARNs carry the destination regions
 */
public record InferenceProfile(
    String inferenceProfileId,
    String inferenceProfileArn,
    String name,
    boolean application,
    List<String> modelArns) {

  public InferenceProfile {
    modelArns = List.copyOf(modelArns);
  }
}
