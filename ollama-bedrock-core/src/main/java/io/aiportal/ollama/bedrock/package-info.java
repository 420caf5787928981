/**
 * Amazon Bedrock's side in small records, named as Bedrock names them.
 *
 * <p>{@link io.aiportal.ollama.bedrock.ConverseRequest} is what a call asks, {@link
 * io.aiportal.ollama.bedrock.ConverseStreamEvent} what a streamed answer is made of, and {@link
 * io.aiportal.ollama.bedrock.BedrockRuntime} and {@link
 * io.aiportal.ollama.bedrock.BedrockControlPlane} the two interfaces through which anything reaches
 * Bedrock. JSON documents inside the records are plain maps, lists, strings, numbers, booleans and
 * nulls; maps keep their order, because prompt caches depend on it.
 *
 * <p>Shapes follow the Bedrock Runtime service model of 2023-09-30 as published in August 2026.
 */
@NullMarked
package io.aiportal.ollama.bedrock;

import org.jspecify.annotations.NullMarked;
