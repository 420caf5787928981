/**
 * What can go wrong at Bedrock, by name.
 *
 * <p>Start with {@link io.aiportal.testkit.bedrock.fault.Fault}, the list of them; {@link
 * io.aiportal.testkit.bedrock.fault.BedrockError} is an error as Bedrock answers it.
 */
@NullMarked
package io.aiportal.testkit.bedrock.fault;

import org.jspecify.annotations.NullMarked;
