package io.aiportal.testkit.bedrock.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where, how long and how often a prompt may be cached. */
final class CacheRules {

  static final List<Rule> ALL =
      List.of(
          CacheRules::unsupported,
          CacheRules::amongTools,
          CacheRules::besideTools,
          CacheRules::ttl,
          CacheRules::tooMany);

  private static final int MOST = 4;
  private static final String POINT = "cachePoint";

  private CacheRules() {}

  private static @Nullable Violation unsupported(CheckedRequest request) {
    List<Point> points = points(request);
    return points.isEmpty() || !request.family().cache().places().isEmpty()
        ? null
        : request.refusal("cache", "place", points.get(0).role());
  }

  private static @Nullable Violation amongTools(CheckedRequest request) {
    if (request.family().cache().places().contains("tools")) {
      return null;
    }
    for (Point point : points(request)) {
      if (point.place().startsWith("toolConfig")) {
        return misplaced(request, point);
      }
    }
    return null;
  }

  private static @Nullable Violation besideTools(CheckedRequest request) {
    if (request.family().cache().besideTools()) {
      return null;
    }
    for (Point point : points(request)) {
      for (String member : List.of("toolUse", "toolResult")) {
        if (!CheckedRequest.members(point.message(), member).isEmpty()) {
          return misplaced(request, point);
        }
      }
    }
    return null;
  }

  private static @Nullable Violation ttl(CheckedRequest request) {
    for (Point point : points(request)) {
      JsonNode ttl = point.block().path(POINT).path("ttl");
      if (!ttl.isMissingNode() && !request.family().cache().ttls().contains(ttl.asText())) {
        return request.refusal("cacheTtl", "place", point.place());
      }
    }
    return null;
  }

  private static @Nullable Violation tooMany(CheckedRequest request) {
    int found = points(request).size();
    return found <= MOST
        ? null
        : request.refusal("tooManyCachePoints", "limit", MOST, "count", found);
  }

  private static Violation misplaced(CheckedRequest request, Point point) {
    return request.refusal("cachePlace", "pointer", "/" + point.place().replace('.', '/'));
  }

  private static List<Point> points(CheckedRequest request) {
    List<Point> points = new ArrayList<>();
    JsonNode nothing = MissingNode.getInstance();
    add(points, request.tools(), "toolConfig.tools", "user", nothing);
    add(points, request.body().path("system"), "system", "system", nothing);
    for (int i = 0; i < request.messages().size(); i++) {
      JsonNode message = request.messages().get(i);
      String role = message.path("role").asText();
      add(points, message.path("content"), "messages." + i + ".content", role, message);
    }
    return points;
  }

  private static void add(
      List<Point> points, JsonNode blocks, String place, String role, JsonNode message) {
    for (int i = 0; i < blocks.size(); i++) {
      if (blocks.get(i).has(POINT)) {
        points.add(new Point(place + "." + i, role, message, blocks.get(i)));
      }
    }
  }

  /** A cache point, where it stands, and the message that it is in, if it is in one. */
  private record Point(String place, String role, JsonNode message, JsonNode block) {}
}
