package io.aiportal.ollama.model;

import java.util.List;

/**
 * A model that somebody in a region might ask for.
 *
 * @param names what it is called; the first is shown
 * @param foundation the foundation model's id
 * @param description what is known of it
 * @param route how it can be called
 */
record Offer(List<String> names, String foundation, Description description, Route route) {}
