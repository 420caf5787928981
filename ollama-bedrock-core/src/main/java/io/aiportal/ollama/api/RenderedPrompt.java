package io.aiportal.ollama.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model would be asked, for callers who want to see it and nothing else.
 *
 * @param template Bedrock's request as JSON, in the place of a prompt that Ollama makes of a
 *     template
 * @param imageCount how many images are in it
 */
public record RenderedPrompt(String template, int imageCount) {

  /** The same as answers tell it. */
  public Map<String, Object> debugInfo() {
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("rendered_template", template);
    if (imageCount > 0) {
      info.put("image_count", imageCount);
    }
    return info;
  }
}
