package io.aiportal.ollama.server.http;

import io.aiportal.ollama.server.cache.CacheMemory;
import io.aiportal.ollama.server.settings.Key;
import io.aiportal.ollama.server.settings.Settings;

/**
 * How much may be under way at once, so that memory is never the first to say no.
 *
 * @param answers answers that are being made
 * @param requestBytes memory of the requests that are arriving or being answered
 * @param connections clients that are connected
 */
public record Capacity(int answers, long requestBytes, int connections) {

  /** Caches of so much are among what the gateway takes while it has nothing to do. */
  private static final long CACHES_OF_BASE = 16 << 20;

  /** Of the rest of the heap, in percent; a tenth is left for the collector to work in. */
  private static final int ANSWERS_SHARE = 55;

  private static final int REQUESTS_SHARE = 20;
  private static final int CONNECTIONS_SHARE = 15;

  /**
   * What an answer holds otherwise: about 14 KiB while its reader keeps up, and what is parked for
   * one that does not.
   */
  private static final long BYTES_AROUND_AN_ANSWER = 40 << 10;

  /**
   * What the settings ask for, and where they leave it open what the heap holds.
   *
   * @param settings the settings
   * @param arrayBytes the largest array that Bedrock's transport keeps for an open answer; 0 for
   *     none that counts
   */
  public static Capacity of(Settings settings, long arrayBytes) {
    return of(settings, arrayBytes, Heap.current());
  }

  static Capacity of(Settings settings, long arrayBytes, Heap heap) {
    long caches = CacheMemory.of(settings, heap.maxBytes()).bytes();
    long kept = Math.max(0, caches - CACHES_OF_BASE);
    long percent = Math.max(0, heap.maxBytes() - CacheMemory.BASE_BYTES - kept) / 100;
    long answer = BYTES_AROUND_AN_ANSWER + (arrayBytes == 0 ? 0 : heap.footprint(arrayBytes));
    long connection = HttpServer.MOST_BYTES_A_CONNECTION;
    return new Capacity(
        settings.get(Key.MAX_OPEN_ANSWERS).orElseGet(() -> most(percent * ANSWERS_SHARE / answer)),
        settings.get(Key.REQUEST_MEMORY).orElseGet(() -> percent * REQUESTS_SHARE),
        Math.min(
            settings.get(Key.MAX_CONNECTIONS), most(percent * CONNECTIONS_SHARE / connection)));
  }

  private static int most(long number) {
    return (int) Math.max(1, Math.min(number, Integer.MAX_VALUE));
  }
}
