/** Answers and vectors that are given again. */
@NullMarked
package io.aiportal.ollama.server.cache;

import org.jspecify.annotations.NullMarked;
