/**
 * What Bedrock does with a request, apart from HTTP.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.service.BedrockService}: a received request in,
 * a response out.
 */
@NullMarked
package io.aiportal.testkit.bedrock.service;

import org.jspecify.annotations.NullMarked;
