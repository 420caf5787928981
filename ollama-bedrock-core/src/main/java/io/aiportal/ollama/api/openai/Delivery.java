package io.aiportal.ollama.api.openai;

/**
 * How an answer goes out.
 *
 * @param stream whether in pieces, as it comes
 * @param includeUsage whether a stream tells at its end what the answer took
 */
public record Delivery(boolean stream, boolean includeUsage) {}
