package io.aiportal.ollama.server.process;

import java.lang.reflect.Proxy;

/**
 * Hears of SIGHUP, with which operators ask servers to read their settings again.
 *
 * <p>The JDK tells of signals only in {@code sun.misc}, of whose every use javac warns, so it is
 * called by its name.
 */
public final class HangUpSignal {

  private HangUpSignal() {}

  /** Runs something at each SIGHUP, which otherwise ends the process; nothing where none can be. */
  public static void handle(Runnable task) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object running =
          Proxy.newProxyInstance(
              HangUpSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> {
                task.run();
                return null;
              });
      Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
      signal.getMethod("handle", signal, handler).invoke(null, hangUp, running);
    } catch (ReflectiveOperationException e) {
      // This system has no SIGHUP, or the JVM keeps it to itself.
    }
  }
}
