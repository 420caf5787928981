/** A call and its attempts: when it is tried again, where else it is sent, and how it ends. */
@NullMarked
package io.aiportal.ollama.attempt;

import org.jspecify.annotations.NullMarked;
