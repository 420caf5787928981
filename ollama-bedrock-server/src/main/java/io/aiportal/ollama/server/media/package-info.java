/** Work on images, for which the JDK's own image library is used. */
@NullMarked
package io.aiportal.ollama.server.media;

import org.jspecify.annotations.NullMarked;
