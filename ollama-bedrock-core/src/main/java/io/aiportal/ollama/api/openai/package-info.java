/**
 * OpenAI's API, as Ollama speaks it and beyond: chat completions, completions, models, responses.
 *
 * <p>Start with {@link io.aiportal.ollama.api.openai.OpenAiApi}. What Ollama ignores and Bedrock
 * can honour is honoured: tool choices, strict schemas, documents, streamed arguments of tools.
 */
@NullMarked
package io.aiportal.ollama.api.openai;

import org.jspecify.annotations.NullMarked;
