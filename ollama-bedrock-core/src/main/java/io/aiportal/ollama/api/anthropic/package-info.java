/**
 * The Anthropic API, as Ollama has it and with what the genuine one has besides: its requests, what
 * they mean as calls, its answers whole and as events, and its errors.
 *
 * <p>{@link io.aiportal.ollama.api.anthropic.AnthropicApi} is the door. Blocks of content stay the
 * JSON objects that they are, because the API grows new kinds of them all the time; the converter
 * takes out of them what a call can hold.
 */
@NullMarked
package io.aiportal.ollama.api.anthropic;

import org.jspecify.annotations.NullMarked;
