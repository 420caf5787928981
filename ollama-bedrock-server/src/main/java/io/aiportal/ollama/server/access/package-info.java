/** Who may call: keys of clients, and the people on whose behalf they call. */
@NullMarked
package io.aiportal.ollama.server.access;

import org.jspecify.annotations.NullMarked;
