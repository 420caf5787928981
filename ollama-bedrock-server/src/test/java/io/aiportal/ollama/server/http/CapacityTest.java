package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityTest {

  private static final int MIB = 1 << 20;

  private static Heap heap(long bytes) {
    return new Heap(bytes, 1, Long.MAX_VALUE);
  }

  private static Capacity of(Map<String, String> environment, int arrayBytes, Heap heap) {
    return Capacity.of(Settings.read(environment, null), arrayBytes, heap);
  }

  @Test
  void heap_isSharedOut() {
    Capacity capacity = of(Map.of(), 2 * MIB, heap(1024L * MIB));
    assertThat(capacity.answers()).isEqualTo(269);
    assertThat(capacity.requestBytes()).isEqualTo(200L * MIB);
    assertThat(capacity.connections()).isEqualTo(10_000);
  }

  @Test
  void regions_takeTheirToll() {
    Capacity capacity = of(Map.of(), 2 * MIB, new Heap(1024L * MIB, MIB, MIB / 2));
    assertThat(capacity.answers()).isEqualTo(180);
  }

  @Test
  void transportWithoutLargeArrays_allowsMany() {
    assertThat(of(Map.of(), 0, heap(1024L * MIB)).answers()).isEqualTo(14_080);
  }

  @Test
  void settings_win() {
    Capacity capacity =
        of(
            Map.of(
                "GATEWAY_MAX_OPEN_ANSWERS",
                "7",
                "GATEWAY_REQUEST_MEMORY",
                "3MiB",
                "GATEWAY_MAX_CONNECTIONS",
                "5"),
            2 * MIB,
            heap(1024L * MIB));
    assertThat(capacity).isEqualTo(new Capacity(7, 3 * MIB, 5));
  }

  @Test
  void largeCaches_leaveLess() {
    Map<String, String> large =
        Map.of("GATEWAY_ANSWER_CACHE", "200MiB", "GATEWAY_EMBEDDING_CACHE", "1TiB");
    // 200 MiB, and a quarter of the 1,000 MiB: 434 more than by default.
    assertThat(of(large, 0, heap(1024L * MIB)).requestBytes()).isEqualTo(118_698_800L);
    assertThat(of(Map.of(), 0, heap(1024L * MIB)).requestBytes()).isEqualTo(200L * MIB);
  }

  @Test
  void connections_areNoMoreThanAskedFor() {
    assertThat(of(Map.of(), 0, heap(1L << 40)).connections()).isEqualTo(10_000);
  }

  @Test
  void tinyHeap_stillAllowsOne() {
    Capacity capacity = of(Map.of(), 2 * MIB, heap(MIB));
    assertThat(capacity.answers()).isEqualTo(1);
    assertThat(capacity.connections()).isEqualTo(1);
  }
}
