/** JSON objects as ordered maps, and the buffers that answers are written into; internal. */
@NullMarked
package io.aiportal.ollama.internal.json;

import org.jspecify.annotations.NullMarked;
