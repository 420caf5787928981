/** What is told of requests: metrics, and what the operator's page shows. */
@NullMarked
package io.aiportal.ollama.server.telemetry;

import org.jspecify.annotations.NullMarked;
