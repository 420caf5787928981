/** What outlives the process. */
@NullMarked
package io.aiportal.ollama.server.state;

import org.jspecify.annotations.NullMarked;
