package io.aiportal.ollama.internal.schema;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;

/** Which members of an object and elements of an array some schema had a say in. */
final class Evaluated {

  private final Set<Object> members = new HashSet<>();
  private final BitSet elements = new BitSet();

  void member(Object name) {
    members.add(name);
  }

  void element(int index) {
    elements.set(index);
  }

  boolean has(Object name) {
    return members.contains(name);
  }

  boolean has(int index) {
    return elements.get(index);
  }

  void addAll(Evaluated other) {
    members.addAll(other.members);
    elements.or(other.elements);
  }
}
