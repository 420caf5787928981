package io.aiportal.ollama.server.settings;

import java.net.URI;
import java.util.Optional;

/**
 * A further place of the pool.
 *
 * @param name what logs call it
 * @param region its AWS region; else that of the server
 * @param role the ARN of the role in whose account calls are made; else that of the server's own
 *     credentials
 * @param externalId what the role's owner wants to be told; empty for nothing
 * @param runtimeEndpoint where model calls go, instead of the region's own endpoint
 * @param controlEndpoint where lists of models are asked for, instead of the region's own endpoint
 */
public record PlaceSetting(
    String name,
    Optional<String> region,
    Optional<String> role,
    Optional<String> externalId,
    Optional<URI> runtimeEndpoint,
    Optional<URI> controlEndpoint) {}
