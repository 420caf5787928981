/**
 * JSON in and out: requests read with Go's leniency, Converse JSON, and Ollama's lines.
 *
 * <p>Bytes leave through {@link io.aiportal.ollama.json.LineBuffer}, which escapes as Go does.
 */
@NullMarked
package io.aiportal.ollama.json;

import org.jspecify.annotations.NullMarked;
