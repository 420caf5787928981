package io.aiportal.ollama.server.http;

import java.util.concurrent.atomic.AtomicLong;

/** Memory that all requests together may take up; each reserves its part before it uses it. */
final class ByteBudget {

  private final long total;
  private final AtomicLong free;

  /** A budget of this many bytes. */
  ByteBudget(long total) {
    this.total = total;
    this.free = new AtomicLong(total);
  }

  /** All the bytes that there are, reserved or not. */
  long total() {
    return total;
  }

  /** The bytes that nobody has reserved. */
  long free() {
    return free.get();
  }

  /** A part for one request, of nothing yet. */
  Part part() {
    return new Part();
  }

  private boolean reserve(long bytes) {
    long left = free.get();
    while (bytes <= left) {
      if (free.compareAndSet(left, left - bytes)) {
        return true;
      }
      left = free.get();
    }
    return false;
  }

  /** What one request has reserved, until it is released as a whole. May be used by any thread. */
  final class Part {

    // Guarded by this.
    private long held;
    private boolean released;

    private Part() {}

    /**
     * Reserves more bytes.
     *
     * @return whether there were enough; if not, nothing has changed
     */
    synchronized boolean grow(long bytes) {
      if (released || !reserve(bytes)) {
        return false;
      }
      held += bytes;
      return true;
    }

    /** Gives back some of the bytes, because they are no longer in use. */
    synchronized void shrink(long bytes) {
      long back = Math.min(bytes, held);
      held -= back;
      free.addAndGet(back);
    }

    /** Gives back everything; from now on nothing can be reserved. */
    synchronized void release() {
      released = true;
      shrink(held);
    }
  }
}
