/**
 * Makes a JVM start the gateway quickly: options for this JDK, and an archive of classes that were
 * loaded and linked before.
 *
 * <p>Start with {@link io.aiportal.ollama.server.startup.Preparation}. An archive holds what a
 * gateway has loaded that answered calls, so one is started for it, in front of {@link
 * io.aiportal.ollama.server.startup.StandInBedrock}, and ended again. Nothing here takes part in
 * answering callers.
 */
@NullMarked
package io.aiportal.ollama.server.startup;

import org.jspecify.annotations.NullMarked;
