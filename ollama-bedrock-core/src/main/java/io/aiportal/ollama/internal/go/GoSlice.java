package io.aiportal.ollama.internal.go;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A slice of structs as Go's decoder fills it: an array that stands a second time in an object
 * fills the same elements again, field by field, also those that an array between them was too
 * short for.
 *
 * @param <E> what the fields of an element are bound to
 */
public final class GoSlice<E> {

  private final Supplier<E> fresh;

  /** Every element since the slice was empty; those behind its length wait to be filled again. */
  private final List<E> elements = new ArrayList<>();

  private int length;

  /**
   * An empty slice.
   *
   * @param fresh makes an element in which nothing has been read
   */
  public GoSlice(Supplier<E> fresh) {
    this.fresh = fresh;
  }

  /** The element that is to be filled next, the first one at 0. */
  E at(int index) {
    if (index == elements.size()) {
      elements.add(fresh.get());
    }
    return elements.get(index);
  }

  /** An array has ended, or was null; an empty one leaves nothing behind. */
  void end(int length) {
    this.length = length;
    if (length == 0) {
      elements.clear();
    }
  }

  /** What the elements of the last array have become. */
  public <T> List<T> map(Function<? super E, ? extends T> result) {
    List<T> results = new ArrayList<>(length);
    elements.subList(0, length).forEach(element -> results.add(result.apply(element)));
    return results;
  }
}
