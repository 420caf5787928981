/**
 * The Ollama API as records: what clients send and what they read back.
 *
 * <p>Start with {@link io.aiportal.ollama.api.ollama.ChatRequest} and {@link
 * io.aiportal.ollama.api.ollama.ChatResponse}; {@link io.aiportal.ollama.api.ollama.OllamaApi} is
 * the door between them, the bytes of the wire and the conversation in the middle. The records are
 * views of the protocol: components are only ever appended, so code that reads them keeps
 * compiling; code that calls canonical constructors may have to add an argument, which is why each
 * request has a short factory. Unknown fields of a request are ignored. Collections are never null
 * and never change; an absent single value is null where its type says {@code @Nullable}.
 */
@NullMarked
package io.aiportal.ollama.api.ollama;

import org.jspecify.annotations.NullMarked;
