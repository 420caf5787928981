/**
 * Who may call: Signature Version 4 and bearer tokens, verified as AWS does.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.auth.Authenticator}.
 */
@NullMarked
package io.aiportal.testkit.bedrock.auth;

import org.jspecify.annotations.NullMarked;
