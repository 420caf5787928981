/**
 * The whole portal in containers: Open WebUI, PostgreSQL, a directory, the gateway and a simulated
 * Bedrock.
 *
 * <p>Start with {@link io.aiportal.testkit.portal.Portal}. Each container is usable alone, too, as
 * any of Testcontainers' own. Docker and Testcontainers are brought by whoever tests with them.
 */
@NullMarked
package io.aiportal.testkit.portal;

import org.jspecify.annotations.NullMarked;
