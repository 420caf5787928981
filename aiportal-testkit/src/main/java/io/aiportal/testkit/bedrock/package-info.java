/**
 * A stand-in for Amazon Bedrock that answers over real HTTP.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.BedrockSimulator}. Signatures are verified,
 * requests are checked against AWS's service model and the rules of the model families, streams are
 * real event streams, and faults can be had by name.
 */
@NullMarked
package io.aiportal.testkit.bedrock;

import org.jspecify.annotations.NullMarked;
