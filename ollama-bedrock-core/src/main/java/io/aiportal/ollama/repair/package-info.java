/**
 * Learns from refusals: which words of Bedrock's mean what of a model, and what is asked instead.
 */
@NullMarked
package io.aiportal.ollama.repair;

import org.jspecify.annotations.NullMarked;
