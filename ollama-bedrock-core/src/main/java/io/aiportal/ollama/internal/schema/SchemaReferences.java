package io.aiportal.ollama.internal.schema;

import io.aiportal.ollama.internal.json.JsonPointers;
import java.net.URI;
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

  private static final Set<String> SCHEMAS_BY_NAME =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  private static final URI NOWHERE = URI.create("schema:/root");

  /** The root and whatever has a name, by its address. */
  private final Map<String, Object> resources = new HashMap<>();

  /** What dynamic references lead to, by its address. */
  private final Map<String, Object> dynamic = new HashMap<>();

  private final IdentityHashMap<Object, URI> bases = new IdentityHashMap<>();
  private final boolean isOld;

  SchemaReferences(Map<?, ?> root) {
    this.isOld =
        root.get("$schema") instanceof String draft && draft.matches(".*/draft-0[3-7]/schema#?");
    resources.put(NOWHERE.toString(), root);
    collect(root, NOWHERE, false);
  }

  /** Whether a schema is nothing but its reference, as it was before draft 2019-09. */
  boolean isReferenceAlone(Map<?, ?> schema) {
    return isOld && schema.get("$ref") instanceof String;
  }

  /** The address of the resource that a schema is a part of. */
  URI base(Map<?, ?> schema) {
    return bases.getOrDefault(schema, NOWHERE);
  }

  /**
   * What a reference in a schema leads to.
   *
   * @param from the schema that holds it
   * @return a schema; null where it leads out of this one, or nowhere
   */
  @Nullable Object resolve(Map<?, ?> from, String reference) {
    String fragment = fragment(reference);
    URI document = resolve(base(from), withoutFragment(reference));
    if (document == null) {
      return null;
    }
    return fragment.startsWith("/")
        ? follow(resources.get(document.toString()), fragment)
        : resources.get(address(document, fragment));
  }

  /**
   * What a dynamic reference in a schema leads to: of what bears its name, the outermost that the
   * value is being checked against.
   *
   * @param scope the addresses of the resources that are on the way to the schema, outermost first
   */
  @Nullable Object resolveDynamic(Map<?, ?> from, String reference, Iterable<URI> scope) {
    String name = fragment(reference);
    Object nearest = resolve(from, reference);
    if (nearest instanceof Map<?, ?> schema && dynamicNames(schema).contains(name)) {
      for (URI base : scope) {
        Object there = dynamic.get(address(base, name));
        if (there != null) {
          return there;
        }
      }
    }
    return nearest;
  }

  private void collect(@Nullable Object schema, URI outer, boolean named) {
    if (schema instanceof List<?> schemas) {
      schemas.forEach(each -> collect(each, outer, false));
    } else if (schema instanceof Map<?, ?> object) {
      URI base = named || isReferenceAlone(object) ? outer : base(object, outer);
      bases.put(object, base);
      object.forEach(
          (key, value) -> {
            if (named || !VALUES.contains(key)) {
              collect(value, base, !named && SCHEMAS_BY_NAME.contains(key));
            }
          });
    }
  }

  private URI base(Map<?, ?> schema, URI outer) {
    URI base = outer;
    Object id = schema.containsKey("$id") ? schema.get("$id") : schema.get("id");
    if (id instanceof String text) {
      URI own = resolve(outer, withoutFragment(text));
      if (own != null) {
        resources.putIfAbsent(address(own, fragment(text)), schema);
        base = fragment(text).isEmpty() ? own : outer;
      }
    }
    if (schema.get("$anchor") instanceof String name) {
      resources.putIfAbsent(address(base, name), schema);
    }
    for (String name : dynamicNames(schema)) {
      resources.putIfAbsent(address(base, name), schema);
      dynamic.putIfAbsent(address(base, name), schema);
    }
    return base;
  }

  /** The names that dynamic references know a schema by; in draft 2019-09 they have none. */
  private static List<String> dynamicNames(Map<?, ?> schema) {
    if (schema.get("$dynamicAnchor") instanceof String name) {
      return List.of(name);
    }
    return Boolean.TRUE.equals(schema.get("$recursiveAnchor")) ? List.of("") : List.of();
  }

  private static @Nullable URI resolve(URI base, String document) {
    try {
      // Java takes no document for a folder.
      return document.isEmpty() ? base : base.resolve(document);
    } catch (IllegalArgumentException noUri) {
      return null;
    }
  }

  private static String address(URI document, String fragment) {
    return fragment.isEmpty() ? document.toString() : document + "#" + fragment;
  }

  private static String withoutFragment(String reference) {
    return reference.split("#", 2)[0];
  }

  private static String fragment(String reference) {
    int hash = reference.indexOf('#');
    return hash == -1 ? "" : reference.substring(hash + 1);
  }

  private static @Nullable Object follow(@Nullable Object from, String pointer) {
    List<String> steps = JsonPointers.steps(pointer);
    return steps == null ? null : JsonPointers.at(from, steps);
  }
}
