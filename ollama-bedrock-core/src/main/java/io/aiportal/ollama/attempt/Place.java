package io.aiportal.ollama.attempt;

import io.aiportal.ollama.bedrock.BedrockRuntime;
import io.aiportal.ollama.model.ModelCatalogue;
import java.util.function.Supplier;

/**
 * A region of an account that a pool may send calls to.
 *
 * @param name what its owner calls it, for logs; unlike that of any other place of the pool
 * @param runtime the way there
 * @param catalogue the models that are known to be there by now
 */
public record Place(String name, BedrockRuntime runtime, Supplier<ModelCatalogue> catalogue) {}
