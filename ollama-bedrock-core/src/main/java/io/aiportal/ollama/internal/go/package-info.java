/**
 * JSON, base64, durations and quoting as Go's standard library has them, because Ollama's clients
 * know its leniency and its words. Not for use outside of this library.
 */
@NullMarked
package io.aiportal.ollama.internal.go;

import org.jspecify.annotations.NullMarked;
