/**
 * The gateway as a program: Ollama's HTTP API in front of Amazon Bedrock.
 *
 * <p>Start with {@link io.aiportal.ollama.server.Main}, which reads the command line and the
 * environment, and {@link io.aiportal.ollama.server.Gateway}, which puts the pieces together and
 * takes them down again. {@code settings} says how it should run, {@code aws} makes the clients,
 * {@code http} serves.
 */
@NullMarked
package io.aiportal.ollama.server;

import org.jspecify.annotations.NullMarked;
