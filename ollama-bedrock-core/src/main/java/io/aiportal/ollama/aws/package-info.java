/**
 * The way to Bedrock over the caller's AWS SDK clients; nothing else here knows the SDK.
 *
 * <p>Start with {@link io.aiportal.ollama.aws.SdkTransport}. The clients bring credentials, region,
 * retries and their HTTP client; this package only turns records into the SDK's and back.
 */
@NullMarked
package io.aiportal.ollama.aws;

import org.jspecify.annotations.NullMarked;
