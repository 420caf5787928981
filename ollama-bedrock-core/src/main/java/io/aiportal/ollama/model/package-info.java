/**
 * Which Bedrock model a name means, and what it can do.
 *
 * <p>Start with {@link io.aiportal.ollama.model.Model}. What a model can and cannot do is data, its
 * {@link io.aiportal.ollama.model.Traits}: no code elsewhere looks at a model's name.
 */
@NullMarked
package io.aiportal.ollama.model;

import org.jspecify.annotations.NullMarked;
