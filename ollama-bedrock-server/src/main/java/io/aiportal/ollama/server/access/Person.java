package io.aiportal.ollama.server.access;

import org.jspecify.annotations.Nullable;

/**
 * A person on whose behalf a client calls, as the client says.
 *
 * @param id tells the person from all others of the client
 * @param email the address; null if it was not told
 * @param name what people call them; null if it was not told
 * @param role the role that the client gives them; null if it was not told
 */
public record Person(
    String id, @Nullable String email, @Nullable String name, @Nullable String role) {}
