/** What this library keeps to itself; nothing of it is exported, and any of it may change. */
@NullMarked
package io.aiportal.ollama.internal;

import org.jspecify.annotations.NullMarked;
