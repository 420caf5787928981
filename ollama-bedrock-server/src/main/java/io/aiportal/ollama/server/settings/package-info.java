/**
 * How the server should run, from environment variables and one optional YAML file.
 *
 * <p>{@link io.aiportal.ollama.server.settings.Key} lists every setting once: parsing, {@code
 * --help}, {@code --check-config} and the table of the documentation follow from it. {@link
 * io.aiportal.ollama.server.settings.Settings} holds the values. Whatever cannot be used ends in a
 * {@link io.aiportal.ollama.server.settings.SettingsException} of one sentence.
 */
@NullMarked
package io.aiportal.ollama.server.settings;

import org.jspecify.annotations.NullMarked;
