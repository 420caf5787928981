package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where and how often a prompt may be cached. */
final class CacheRules {

  static final List<Rule> ALL = List.of(CacheRules::misplaced, CacheRules::tooMany);

  private static final int MOST = 4;

  private CacheRules() {}

  private static @Nullable Violation misplaced(CheckedRequest request) {
    List<String> places = request.family().cachePoints();
    if (places.isEmpty() && points(request) > 0) {
      return new Violation(
          "AccessDeniedException",
          403,
          "You invoked an unsupported model or your request did not allow prompt caching.");
    }
    if (places.contains("tools")) {
      return null;
    }
    for (int i = 0; i < request.tools().size(); i++) {
      if (request.tools().get(i).has("cachePoint")) {
        return Violation.malformed(
            "/toolConfig/tools/" + i, "extraneous key [cachePoint] is not permitted");
      }
    }
    return null;
  }

  private static @Nullable Violation tooMany(CheckedRequest request) {
    int found = points(request);
    return found <= MOST
        ? null
        : Violation.model(
            "A maximum of %d blocks with cache_control may be provided. Found %d."
                .formatted(MOST, found));
  }

  private static int points(CheckedRequest request) {
    int points = countIn(request.body().path("system")) + countIn(request.tools());
    for (JsonNode message : request.messages()) {
      points += countIn(message.path("content"));
    }
    return points;
  }

  private static int countIn(JsonNode blocks) {
    int count = 0;
    for (JsonNode block : blocks) {
      count += block.has("cachePoint") ? 1 : 0;
    }
    return count;
  }
}
