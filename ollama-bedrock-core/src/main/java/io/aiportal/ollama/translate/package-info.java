/**
 * Pure translation between Ollama and Bedrock: requests one way, answers the other.
 *
 * <p>Nothing here owns a client, a thread or a clock, or does I/O, and nothing knows the AWS SDK.
 */
@NullMarked
package io.aiportal.ollama.translate;

import org.jspecify.annotations.NullMarked;
