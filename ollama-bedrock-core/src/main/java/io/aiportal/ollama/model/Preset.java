package io.aiportal.ollama.model;

import io.aiportal.ollama.chat.CallDefaults;
import java.time.Instant;

/**
 * A model under another name, with defaults of its own.
 *
 * @param name what it is called
 * @param base the name of the model that answers; never that of another preset
 * @param defaults what its calls say where their callers say nothing
 * @param modifiedAt when it was made
 */
public record Preset(String name, String base, CallDefaults defaults, Instant modifiedAt) {}
