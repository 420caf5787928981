/**
 * What AWS's service model demands of a request body, with the messages that Bedrock uses.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.validation.ServiceModel}. Its resource {@code
 * constraints.json} is derived from the service model by {@code derive_constraints.py}.
 */
@NullMarked
package io.aiportal.testkit.bedrock.validation;

import org.jspecify.annotations.NullMarked;
