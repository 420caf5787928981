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
 *
 * <p>Jackson 2 maps the records as they are. Jackson 3 maps the requests too, {@code keep_alive}
 * included; what leaves numbers or booleans out, as most answers do, it only reads with {@code
 * DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES} switched off, and it writes the times of
 * answers in its own format of ISO 8601. {@link io.aiportal.ollama.api.ollama.OllamaApi} reads and
 * writes as Ollama does and needs no mapper.
 */
@NullMarked
package io.aiportal.ollama.api.ollama;

import org.jspecify.annotations.NullMarked;
