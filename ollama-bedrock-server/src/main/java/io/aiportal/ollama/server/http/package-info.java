/**
 * Ollama's HTTP surface: routes, headers, bodies, and answers whole or in lines.
 *
 * <p>The only package that knows Undertow. Start with {@link
 * io.aiportal.ollama.server.http.HttpServer}; a request goes through {@link
 * io.aiportal.ollama.server.http.Router} to its handler, and everything about it that must be
 * remembered until its log line is in its {@link io.aiportal.ollama.server.http.HttpCall}.
 *
 * <p>Limits: {@link io.aiportal.ollama.server.http.Capacity} says how much may be under way, {@link
 * io.aiportal.ollama.server.http.OpenAnswers} and {@link io.aiportal.ollama.server.http.ByteBudget}
 * keep to it, {@link io.aiportal.ollama.server.http.WriteTimeout} gives up clients that take
 * nothing, and {@link io.aiportal.ollama.server.http.IoTurn} keeps one client from starving others.
 *
 * <p>Threads: a connection belongs to one io thread. Requests are read and exchanges are ended
 * there; a streamed answer is written by the thread that brings it.
 */
@NullMarked
package io.aiportal.ollama.server.http;

import org.jspecify.annotations.NullMarked;
