package io.aiportal.ollama.server.process;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.Thread.UncaughtExceptionHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.IntConsumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ends the process when a thread dies, or when memory is gone, with one line that says why.
 *
 * <p>Threads of libraries catch what is thrown in them, and go on without what they had to do. So
 * three ways lead here: a thread that dies, code of ours that catches a fatal error and hands it to
 * {@link #escalate}, and a library that logs one.
 */
public final class FatalErrors implements UncaughtExceptionHandler {

  /** The exit status of a process that could not go on: EX_SOFTWARE of sysexits.h. */
  public static final int STATUS = 70;

  private static final int DEEPEST_CAUSE = 20;

  /** Made early: when memory is gone, not even a sentence can be put together. */
  private static final byte[] OUT_OF_MEMORY = bytes("Fatal: out of memory; the process ends.\n");

  private final OutputStream console;
  private final IntConsumer halt;

  FatalErrors(OutputStream console, IntConsumer halt) {
    this.console = console;
    this.halt = halt;
  }

  /** Watches every thread of this process, and what is logged in it, from now on. */
  public static void endTheProcess(OutputStream console) {
    FatalErrors errors = new FatalErrors(console, Runtime.getRuntime()::halt);
    Thread.setDefaultUncaughtExceptionHandler(errors);
    Logger.getLogger("").addHandler(errors.logHandler());
  }

  /** Whether this is, or hides, an error after which the JVM cannot be trusted. */
  public static boolean isFatal(@Nullable Throwable failure) {
    return fatal(failure) != null;
  }

  /** A stack that overflowed is empty again when it is caught; whoever ran on it failed alone. */
  private static @Nullable Throwable fatal(@Nullable Throwable failure) {
    Throwable error = failure;
    for (int depth = 0; error != null && depth < DEEPEST_CAUSE; depth++) {
      if (error instanceof VirtualMachineError && !(error instanceof StackOverflowError)) {
        return error;
      }
      error = error.getCause();
    }
    return null;
  }

  /**
   * Treats a failure as if this thread had died of it, if it is fatal; nothing happens otherwise.
   * Whoever catches all that code of others throws calls this first.
   */
  public static void escalate(@Nullable Throwable failure) {
    Throwable error = fatal(failure);
    if (error != null) {
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
    }
  }

  /** A task whose fatal errors end the process, for executors that keep what is thrown. */
  public static Runnable escalating(Runnable task) {
    return () -> {
      try {
        task.run();
      } catch (Throwable thrown) {
        escalate(thrown);
        throw thrown;
      }
    };
  }

  @Override
  public void uncaughtException(Thread thread, Throwable error) {
    try {
      tell(thread, error);
    } catch (Throwable ignored) {
      // Nothing more can be done for the line; the process ends all the same.
    } finally {
      halt.accept(STATUS);
    }
  }

  private void tell(Thread thread, Throwable error) throws IOException {
    byte[] line = OUT_OF_MEMORY;
    try {
      line = bytes(line(thread, error));
    } catch (OutOfMemoryError e) {
      // The line that was made early says enough.
    }
    console.write(line);
    console.flush();
  }

  /** Messages of exceptions may quote a prompt; those of the JVM's own errors do not. */
  private static String line(Thread thread, Throwable error) {
    StringBuilder line = new StringBuilder("Fatal: ").append(error.getClass().getName());
    if (error instanceof VirtualMachineError) {
      line.append(": ").append(error.getMessage());
    }
    StackTraceElement[] trace = error.getStackTrace();
    if (trace.length > 0) {
      line.append(" at ").append(trace[0]);
    }
    return line.append(" in thread ")
        .append(thread.getName())
        .append("; the process ends.\n")
        .toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Takes what libraries log: that they caught a fatal error is known from there alone. */
  Handler logHandler() {
    return new Handler() {
      @Override
      public void publish(LogRecord entry) {
        Throwable error = fatal(entry.getThrown());
        if (error != null) {
          uncaughtException(Thread.currentThread(), error);
        }
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }
}
