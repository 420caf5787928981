/**
 * JSON in and out: requests read with Go's leniency, Converse JSON, and Ollama's lines.
 *
 * <p>Start with {@link io.aiportal.ollama.json.RequestReader} on the way in and {@link
 * io.aiportal.ollama.json.ConverseJson} on the way to Bedrock. Ollama's answers leave through
 * {@link io.aiportal.ollama.json.LineBuffer}, which escapes as Go does.
 */
@NullMarked
package io.aiportal.ollama.json;

import org.jspecify.annotations.NullMarked;
