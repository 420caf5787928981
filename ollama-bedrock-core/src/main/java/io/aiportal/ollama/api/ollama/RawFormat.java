package io.aiportal.ollama.api.ollama;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A {@code format} that is none, as the caller wrote it: its refusal repeats it to the letter.
 *
 * @param json its JSON text
 */
record RawFormat(@JsonValue @JsonRawValue String json) {}
