/** What must be known before a call is planned: reasoning that was kept, and how long it is. */
@NullMarked
package io.aiportal.ollama.facts;

import org.jspecify.annotations.NullMarked;
