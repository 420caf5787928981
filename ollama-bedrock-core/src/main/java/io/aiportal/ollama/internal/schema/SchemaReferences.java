package io.aiportal.ollama.internal.schema;

import io.aiportal.ollama.internal.json.JsonPointers;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the references of a schema lead, within it alone: nothing is ever fetched. */
final class SchemaReferences {

  /** What holds values, not schemas. */
  private static final Set<String> VALUES = Set.of("enum", "const", "default", "examples");

  private static final URI NOWHERE = URI.create("schema:/root");

  private final Map<String, Object> resources = new HashMap<>();
  private final IdentityHashMap<Object, URI> bases = new IdentityHashMap<>();

  SchemaReferences(Map<?, ?> root) {
    resources.put(NOWHERE.toString(), root);
    collect(root, NOWHERE, false);
  }

  /**
   * What a reference in a schema leads to.
   *
   * @param from the schema that holds it
   * @return a schema; null where it leads out of this one, or nowhere
   */
  @Nullable Object resolve(Map<?, ?> from, String reference) {
    URI base = bases.getOrDefault(from, NOWHERE);
    URI target = resolve(base, reference);
    if (target == null) {
      return null;
    }
    String fragment = target.getRawFragment();
    Object resource = resources.get(withoutFragment(target));
    if (fragment == null || fragment.isEmpty()) {
      return resource;
    }
    return fragment.startsWith("/")
        ? follow(resource, fragment)
        : resources.get(withoutFragment(target) + '#' + fragment);
  }

  private void collect(@Nullable Object schema, URI outer, boolean named) {
    if (schema instanceof List<?> schemas) {
      schemas.forEach(each -> collect(each, outer, false));
    } else if (schema instanceof Map<?, ?> object) {
      URI base = named ? outer : base(object, outer);
      bases.put(object, base);
      object.forEach(
          (key, value) -> {
            if (named || !VALUES.contains(key)) {
              collect(value, base, !named && isMapOfSchemas(key));
            }
          });
    }
  }

  private static boolean isMapOfSchemas(@Nullable Object key) {
    return "properties".equals(key)
        || "patternProperties".equals(key)
        || "$defs".equals(key)
        || "definitions".equals(key)
        || "dependentSchemas".equals(key);
  }

  private URI base(Map<?, ?> schema, URI outer) {
    URI base = outer;
    Object id = schema.containsKey("$id") ? schema.get("$id") : schema.get("id");
    if (id instanceof String text) {
      URI own = resolve(outer, text);
      String fragment = own == null ? null : own.getRawFragment();
      if (own != null && fragment != null && !fragment.isEmpty()) {
        resources.putIfAbsent(own.toString(), schema);
      } else if (own != null) {
        base = URI.create(withoutFragment(own));
        resources.putIfAbsent(base.toString(), schema);
      }
    }
    for (String anchor : List.of("$anchor", "$dynamicAnchor")) {
      if (schema.get(anchor) instanceof String name) {
        resources.putIfAbsent(withoutFragment(base) + '#' + name, schema);
      }
    }
    return base;
  }

  private static @Nullable URI resolve(URI base, String reference) {
    try {
      if (reference.isEmpty() || reference.startsWith("#")) {
        return URI.create(withoutFragment(base) + reference);
      }
      return base.resolve(reference);
    } catch (IllegalArgumentException noUri) {
      return null;
    }
  }

  private static String withoutFragment(URI uri) {
    String text = uri.toString();
    int fragment = text.indexOf('#');
    return fragment < 0 ? text : text.substring(0, fragment);
  }

  private static @Nullable Object follow(@Nullable Object from, String pointer) {
    List<String> steps = JsonPointers.steps(pointer);
    return steps == null ? null : JsonPointers.at(from, steps);
  }

  /** The schemas that were found, for whoever asks of all of them. */
  Collection<Object> schemas() {
    return bases.keySet();
  }
}
