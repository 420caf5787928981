/**
 * Calls Bedrock on the I/O thread that serves the client, without the AWS SDK's pipeline.
 *
 * <p>The way of a chunk: {@link io.aiportal.ollama.server.transport.HttpExchange} reads from
 * Bedrock's socket, {@link io.aiportal.ollama.server.transport.EventStreamDecoder} cuts what it
 * read into messages, {@link io.aiportal.ollama.server.transport.StreamedAnswer} hands each to the
 * listener as an event, and says when no more is at hand; then the listener writes to the client's
 * socket. All of it happens on one thread and in one turn of it.
 *
 * <p>HTTP and TLS are Undertow's and the JDK's; signatures, credentials and endpoints are the
 * SDK's, see {@link io.aiportal.ollama.server.transport.RequestSigner}.
 */
@NullMarked
package io.aiportal.ollama.server.transport;

import org.jspecify.annotations.NullMarked;
