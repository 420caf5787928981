package io.aiportal.ollama.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTest {

  private static final int MIB = 1 << 20;

  private static Heap heap(long maxBytes, Map<String, String> options) {
    return Heap.of(
        maxBytes,
        name -> {
          if (!options.containsKey(name)) {
            throw new IllegalArgumentException(name);
          }
          return options.get(name);
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"UseSerialGC", "UseParallelGC"})
  void collectorsWithoutRegions_takeWhatAnArrayNeeds(String collector) {
    Heap heap = heap(512 * MIB, Map.of(collector, "true"));
    assertThat(heap.maxBytes()).isEqualTo(512 * MIB);
    assertThat(heap.footprint(2 * MIB)).isEqualTo(2 * MIB + 16);
    assertThat(heap.footprint(0)).isEqualTo(16);
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 4", "4, 4"})
  void g1_roundsLargeArraysUpToRegions(int region, int footprint) {
    Heap heap =
        heap(4L << 30, Map.of("UseG1GC", "true", "G1HeapRegionSize", String.valueOf(region * MIB)));
    assertThat(heap.footprint(2 * MIB)).isEqualTo((long) footprint * MIB);
  }

  @Test
  void g1_withLargeRegions_takesWhatAnArrayNeeds() {
    Heap heap =
        heap(32L << 30, Map.of("UseG1GC", "true", "G1HeapRegionSize", String.valueOf(8 * MIB)));
    assertThat(heap.footprint(2 * MIB)).isEqualTo(2 * MIB + 16);
    assertThat(heap.footprint(4 * MIB - 17)).isEqualTo(4 * MIB - 1);
    assertThat(heap.footprint(4 * MIB - 16)).isEqualTo(8 * MIB);
  }

  @Test
  void zgc_dependsOnTheSizeOfTheHeap() {
    Map<String, String> zgc = Map.of("UseSerialGC", "false", "UseZGC", "true");
    assertThat(heap(1L << 30, zgc).footprint(2 * MIB)).isEqualTo(2 * MIB + 16);
    assertThat(heap((1L << 30) - 1, zgc).footprint(2 * MIB)).isEqualTo(4 * MIB);
  }

  @Test
  void unknownCollector_isTakenForAWastefulOne() {
    assertThat(heap(1L << 40, Map.of()).footprint(2 * MIB)).isEqualTo(4 * MIB);
  }

  @Test
  void current_isTheHeapOfThisJvm() {
    Heap heap = Heap.current();
    assertThat(heap.maxBytes()).isEqualTo(Runtime.getRuntime().maxMemory());
    assertThat(heap.footprint(2 * MIB)).isBetween(2L * MIB, 4L * MIB);
  }
}
