/** Whether a JSON value follows a JSON Schema, at a bounded cost. */
@NullMarked
package io.aiportal.ollama.internal.schema;

import org.jspecify.annotations.NullMarked;
