/**
 * The AWS SDK clients that the server calls Bedrock with.
 *
 * <p>{@link io.aiportal.ollama.server.aws.BedrockClients} makes them from the settings and closes
 * them. Nothing else of the server knows the SDK.
 */
@NullMarked
package io.aiportal.ollama.server.aws;

import org.jspecify.annotations.NullMarked;
