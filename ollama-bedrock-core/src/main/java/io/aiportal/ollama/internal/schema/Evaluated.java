package io.aiportal.ollama.internal.schema;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which members of an object and elements of an array some schema had a say in. */
final class Evaluated {

  private final Set<@Nullable Object> members = new HashSet<>();
  private final BitSet elements = new BitSet();
  private boolean everything;

  void member(@Nullable Object name) {
    members.add(name);
  }

  void element(int index) {
    elements.set(index);
  }

  /** What has a say cannot be told, so that it may be of anything. */
  void everything() {
    everything = true;
  }

  boolean hasMember(@Nullable Object name) {
    return everything || members.contains(name);
  }

  boolean hasElement(int index) {
    return everything || elements.get(index);
  }

  void addAll(Evaluated other) {
    members.addAll(other.members);
    elements.or(other.elements);
    everything |= other.everything;
  }
}
