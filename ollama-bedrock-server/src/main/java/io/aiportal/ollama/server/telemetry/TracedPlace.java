package io.aiportal.ollama.server.telemetry;

import java.net.URI;

/**
 * A place that calls go to, as traces tell of it.
 *
 * @param region its AWS region
 * @param endpoint where model calls go
 */
public record TracedPlace(String region, URI endpoint) {}
