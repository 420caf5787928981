/** How much each caller may ask for and spend. */
@NullMarked
package io.aiportal.ollama.server.limits;

import org.jspecify.annotations.NullMarked;
