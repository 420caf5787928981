package io.aiportal.ollama.server.http;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * The heap that the JVM may grow to, and how its collector lays out large arrays in it.
 *
 * @param maxBytes how large it may become
 * @param regionBytes what large arrays are rounded up to; 1 where they take what they need
 * @param largeBytes from which size on an array is a large one
 */
record Heap(long maxBytes, long regionBytes, long largeBytes) {

  private static final int MIB = 1 << 20;
  private static final int ARRAY_HEADER = 16;

  /**
   * ZGC has pages of 2 MiB, and gives a page of its own to what is larger than an eighth of a
   * medium one; medium pages are small where the heap is.
   */
  private static final long SMALL_FOR_ZGC = 1L << 30;

  private static final Heap UNKNOWN = new Heap(0, 2 * MIB, MIB);

  /** The heap of this JVM. */
  static Heap current() {
    long max = Runtime.getRuntime().maxMemory();
    try {
      HotSpotDiagnosticMXBean vm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      return of(max, name -> vm.getVMOption(name).getValue());
    } catch (RuntimeException e) {
      // Another kind of JVM, which does not tell.
      return new Heap(max, UNKNOWN.regionBytes, UNKNOWN.largeBytes);
    }
  }

  /** Tells the value of an option of the JVM. */
  interface VmOptions {

    /**
     * The value of an option.
     *
     * @throws IllegalArgumentException if this JVM does not have it
     */
    String get(String name);
  }

  /** The heap of a JVM with these options. */
  static Heap of(long maxBytes, VmOptions options) {
    if (isOn(options, "UseSerialGC") || isOn(options, "UseParallelGC")) {
      return new Heap(maxBytes, 1, Long.MAX_VALUE);
    }
    if (isOn(options, "UseG1GC")) {
      long region = Long.parseLong(options.get("G1HeapRegionSize"));
      return new Heap(maxBytes, region, region / 2);
    }
    if (isOn(options, "UseZGC") && maxBytes >= SMALL_FOR_ZGC) {
      return new Heap(maxBytes, 2 * MIB, 4 * MIB);
    }
    return new Heap(maxBytes, UNKNOWN.regionBytes, UNKNOWN.largeBytes);
  }

  private static boolean isOn(VmOptions options, String name) {
    try {
      return Boolean.parseBoolean(options.get(name));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The bytes that an array of this many takes up. */
  long footprint(long arrayBytes) {
    long size = arrayBytes + ARRAY_HEADER;
    return size < largeBytes ? size : (size + regionBytes - 1) / regionBytes * regionBytes;
  }
}
