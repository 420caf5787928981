package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallDefaults;

/**
 * A model under another name, with defaults of its own.
 *
 * @param name what it is called
 * @param base the name of the model that answers; never that of another preset
 * @param defaults what its calls say where their callers say nothing
 */
public record Preset(String name, String base, CallDefaults defaults) {}
