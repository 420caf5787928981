package io.aiportal.ollama.internal;

/**
 * Tells the errors after which nothing can be promised any more from all that a call can end with.
 */
public final class Throwables {

  private Throwables() {}

  /**
   * Whether the virtual machine itself has failed.
   *
   * <p>A stack that overflowed is not such: it is empty again by the time somebody asks.
   */
  public static boolean isFatal(Throwable thrown) {
    return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
  }

  /** Throws what is fatal, and leaves all else to the caller. */
  public static void throwIfFatal(Throwable thrown) {
    if (isFatal(thrown)) {
      throw (VirtualMachineError) thrown;
    }
  }
}
