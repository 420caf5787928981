/** What the listener shows clients that come by HTTPS. */
@NullMarked
package io.aiportal.ollama.server.tls;

import org.jspecify.annotations.NullMarked;
