package io.aiportal.ollama.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.server.settings.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CacheMemoryTest {

  private static final long MIB = 1 << 20;

  private static CacheMemory of(Map<String, String> environment, long heapBytes) {
    return CacheMemory.of(Settings.read(environment, null), heapBytes);
  }

  @Test
  void settings_count_whereTheHeapHasRoom() {
    assertThat(of(Map.of(), 1024 * MIB)).isEqualTo(new CacheMemory(0, 16 * MIB));
    assertThat(
            of(
                Map.of("GATEWAY_ANSWER_CACHE", "64MiB", "GATEWAY_EMBEDDING_CACHE", "off"),
                1024 * MIB))
        .isEqualTo(new CacheMemory(64 * MIB, 0));
  }

  @Test
  void heap_isNeverFilledByCaches() {
    assertThat(of(Map.of(), 40 * MIB)).isEqualTo(new CacheMemory(0, 4 * MIB));
    CacheMemory most =
        of(Map.of("GATEWAY_ANSWER_CACHE", "1TiB", "GATEWAY_EMBEDDING_CACHE", "1TiB"), 224 * MIB);
    assertThat(most).isEqualTo(new CacheMemory(50 * MIB, 50 * MIB));
    assertThat(most.bytes()).isEqualTo(100 * MIB);
    assertThat(of(Map.of(), 16 * MIB).embeddings()).isEqualTo(MIB);
  }
}
