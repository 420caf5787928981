/**
 * Which Bedrock model a name means, and what it can do.
 *
 * <p>Start with {@link io.aiportal.ollama.model.ModelCatalogue}: it finds the {@link
 * io.aiportal.ollama.model.Model} that a name means and says {@linkplain
 * io.aiportal.ollama.model.ModelResolution why}, within the {@link
 * io.aiportal.ollama.model.Residency} that the operator wants. {@link
 * io.aiportal.ollama.model.ModelDiscovery} keeps a catalogue up to date with what Bedrock lists.
 * What a model can and cannot do is data, its {@link io.aiportal.ollama.model.ModelTraits}: no code
 * elsewhere looks at a model's name.
 *
 * <p>The data is the resource {@code catalogue.json} beside these classes. It is a tree in which a
 * model says only where it differs from its family, and a family says the cautious thing for its
 * models that are not described yet. A new model is one line there and needs no code.
 */
@NullMarked
package io.aiportal.ollama.model;

import org.jspecify.annotations.NullMarked;
