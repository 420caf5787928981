package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where and how often a prompt may be cached. */
final class CacheRules {

  static final List<Rule> ALL = List.of(CacheRules::misplaced, CacheRules::tooMany);

  private static final int MOST = 4;

  private CacheRules() {}

  private static @Nullable Violation misplaced(Call call) {
    List<String> places = call.family().cachePoints();
    if (places.isEmpty() && points(call) > 0) {
      return new Violation(
          "AccessDeniedException",
          403,
          "You invoked an unsupported model or your request did not allow prompt caching.");
    }
    if (places.contains("tools")) {
      return null;
    }
    for (int i = 0; i < call.tools().size(); i++) {
      if (call.tools().get(i).has("cachePoint")) {
        return Violation.malformed(
            "/toolConfig/tools/" + i, "extraneous key [cachePoint] is not permitted");
      }
    }
    return null;
  }

  private static @Nullable Violation tooMany(Call call) {
    int found = points(call);
    return found <= MOST
        ? null
        : Violation.model(
            "A maximum of %d blocks with cache_control may be provided. Found %d."
                .formatted(MOST, found));
  }

  private static int points(Call call) {
    int points = countIn(call.request().path("system")) + countIn(call.tools());
    for (JsonNode message : call.messages()) {
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
