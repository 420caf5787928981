/**
 * The way to Bedrock over the caller's AWS SDK clients; nothing else here knows the SDK.
 *
 * <p>Start with {@link io.aiportal.ollama.aws.SdkBedrockRuntime}; {@link
 * io.aiportal.ollama.aws.SdkBedrockControlPlane} lists models, and is the only one that needs the
 * SDK's client of the control plane. The clients bring credentials, region and their HTTP client;
 * this package only turns records into the SDK's and back. A client's retries are switched off for
 * the calls to models.
 */
@NullMarked
package io.aiportal.ollama.aws;

import org.jspecify.annotations.NullMarked;
