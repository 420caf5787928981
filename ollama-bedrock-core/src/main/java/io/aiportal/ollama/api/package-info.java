/** What the APIs that are spoken to callers have in common; each has a package of its own below. */
@NullMarked
package io.aiportal.ollama.api;

import org.jspecify.annotations.NullMarked;
