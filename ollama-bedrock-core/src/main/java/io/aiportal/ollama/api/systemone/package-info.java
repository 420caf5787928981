/**
 * System One, the API for typed decisions that Ollama serves at {@code /v1/systemone}: questions
 * about a state, answered in probabilities. A model of Bedrock states them itself.
 */
@NullMarked
package io.aiportal.ollama.api.systemone;

import org.jspecify.annotations.NullMarked;
