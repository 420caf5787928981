/**
 * What Bedrock refuses for one model and takes for another.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.rules.FamilyRules}: it checks a Converse request
 * and answers with the first {@link io.aiportal.testkit.bedrock.rules.Violation}. What a model
 * family can and cannot do is data in {@code model-families.json}, how much a model reads and
 * writes in {@code token-limits.json}, and the words of every refusal are in {@code refusals.json};
 * what follows from it is in the rule classes, one for each part of a request.
 */
@NullMarked
package io.aiportal.testkit.bedrock.rules;

import org.jspecify.annotations.NullMarked;
