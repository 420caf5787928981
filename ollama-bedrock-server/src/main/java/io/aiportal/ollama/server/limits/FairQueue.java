package io.aiportal.ollama.server.limits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, in the order in which they are due: keys have equal shares, persons of a key have
 * equal shares of its share, and what one of them asked for comes first in, first out.
 *
 * <p>Shares are measured in what is taken, not in turns. Who had less is due first; who comes anew
 * begins where the others are, so that nobody saves up turns. This is start-time fair queueing.
 *
 * @param <T> what waits
 */
final class FairQueue<T> {

  /** Beyond it, shares of those are forgotten who do not wait, and have nothing to make up for. */
  private static final int MANY = 1_000;

  private final Share<T> root = new Share<>();

  /** How many wait. */
  int size() {
    return root.size;
  }

  /** Lets one wait, behind all others of its party. */
  void add(Party party, T waiter) {
    Share<T> key = root.entered(party.key());
    Share<T> person = key.entered(party.person());
    if (person.waiting.add(waiter)) {
      root.size++;
      key.size++;
      person.size++;
    }
  }

  /** The first that is due of those that can be served; null if there is none. */
  @Nullable T first(Predicate<T> possible) {
    for (Share<T> key : root.due()) {
      for (Share<T> person : key.due()) {
        for (T waiter : person.waiting) {
          if (possible.test(waiter)) {
            return waiter;
          }
        }
      }
    }
    return null;
  }

  /** Does something with each that waits. */
  void forEach(Consumer<T> step) {
    for (Share<T> key : root.parts.values()) {
      key.parts.values().forEach(person -> person.waiting.forEach(step));
    }
  }

  /** Lets one go that waits no longer; false if it had gone already. */
  boolean remove(Party party, T waiter) {
    Share<T> key = root.parts.get(party.key());
    Share<T> person = key == null ? null : key.parts.get(party.person());
    if (key == null || person == null || !person.waiting.remove(waiter)) {
      return false;
    }
    root.size--;
    key.size--;
    person.size--;
    return true;
  }

  /** Lets one go that is served, and takes so much of the shares; false if it had gone already. */
  boolean serve(Party party, T waiter, long amount) {
    if (!remove(party, waiter)) {
      return false;
    }
    Share<T> key = root.part(party.key());
    Share<T> person = key.part(party.person());
    root.now = Math.max(root.now, key.start);
    key.now = Math.max(key.now, person.start);
    key.start += amount;
    person.start += amount;
    return true;
  }

  /** Gives back to the shares of one what was not used. */
  void giveBack(Party party, long amount) {
    Share<T> key = root.parts.get(party.key());
    Share<T> person = key == null ? null : key.parts.get(party.person());
    if (key != null) {
      key.start -= amount;
    }
    if (person != null) {
      person.start -= amount;
    }
  }

  private static final class Share<T> {

    final Map<String, Share<T>> parts = new LinkedHashMap<>();
    final Set<T> waiting = new LinkedHashSet<>();
    int size;

    /** What its next turn begins with: what it has had, as the others of its kind see it. */
    long start;

    /** What the last turn among its parts began with. */
    long now;

    Share<T> part(String name) {
      return parts.computeIfAbsent(name, unknown -> new Share<>());
    }

    /** The part of somebody who begins to wait, or waits already. */
    Share<T> entered(String name) {
      if (parts.size() > MANY) {
        parts.values().removeIf(part -> part.size == 0 && part.start <= now);
      }
      Share<T> part = part(name);
      if (part.size == 0) {
        part.start = Math.max(part.start, now);
      }
      return part;
    }

    List<Share<T>> due() {
      List<Share<T>> due = new ArrayList<>();
      for (Share<T> part : parts.values()) {
        if (part.size > 0) {
          due.add(part);
        }
      }
      due.sort(Comparator.comparingLong(part -> part.start));
      return due;
    }
  }
}
