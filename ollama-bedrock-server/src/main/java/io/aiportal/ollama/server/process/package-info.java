/**
 * What ends the process when it cannot go on: a thread that dies, or memory that is gone.
 *
 * <p>A server that listens and does not answer is worse than one that is started again, so {@link
 * io.aiportal.ollama.server.process.FatalErrors} ends it, with an exit status that says so.
 */
@NullMarked
package io.aiportal.ollama.server.process;

import org.jspecify.annotations.NullMarked;
