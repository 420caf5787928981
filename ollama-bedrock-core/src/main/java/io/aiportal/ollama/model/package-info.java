/**
 * Which Bedrock model a name means, and what it can do.
 *
 * <p>Start with {@link io.aiportal.ollama.model.ModelCatalogue}: it turns a {@link
 * io.aiportal.ollama.model.ModelName name} into a {@link io.aiportal.ollama.model.Model}, and
 * {@link io.aiportal.ollama.model.ModelListing} shows models as Ollama's listing routes do. What a
 * model can and cannot do is data, its {@link io.aiportal.ollama.model.ModelTraits}: no code
 * elsewhere looks at a model's name.
 *
 * <p>The data is the resource {@code catalogue.json} beside these classes. It is a tree in which a
 * model says only where it differs from its family, and a family says the cautious thing for its
 * models that are not described yet. A new model is one line there and needs no code.
 */
@NullMarked
package io.aiportal.ollama.model;

import org.jspecify.annotations.NullMarked;
