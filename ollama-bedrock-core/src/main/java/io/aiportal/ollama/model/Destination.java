package io.aiportal.ollama.model;

import java.util.Set;

/** Where an id, an ARN or an inference profile sends the data of a call. */
sealed interface Destination {

  /**
   * To the regions of a geography.
   *
   * @param name the geography, {@code global} included
   */
  record Geography(String name) implements Destination {}

  /**
   * To one of these regions.
   *
   * @param names the regions; one that is empty stands for any
   */
  record Regions(Set<String> names) implements Destination {

    public Regions {
      names = Set.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("a destination has a region");
      }
    }

    static Regions of(String name) {
      return new Regions(Set.of(name));
    }
  }

  /** Nobody can tell. */
  record Unknown() implements Destination {}
}
