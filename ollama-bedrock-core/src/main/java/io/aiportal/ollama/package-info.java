/**
 * The Ollama API on Amazon Bedrock, as a library.
 *
 * <p>Start with {@link io.aiportal.ollama.OllamaBedrock}: give it a transport over AWS clients that
 * you own, ask it with the records of {@link io.aiportal.ollama.api.ollama}.
 */
@NullMarked
package io.aiportal.ollama;

import org.jspecify.annotations.NullMarked;
