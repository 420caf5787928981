package io.aiportal.ollama.server.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.bedrock.StopReason;
import io.aiportal.ollama.bedrock.TokenUsage;
import io.aiportal.ollama.chat.AnswerEnd;
import io.aiportal.ollama.chat.AnswerEvent;
import io.aiportal.ollama.chat.KeptAnswer;
import io.aiportal.ollama.embed.KeptVector;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is kept is bounded, in bytes and in time. */
class MemoryCachesTest {

  private final AtomicLong nanos = new AtomicLong();

  private static KeptAnswer answer(int characters) {
    AnswerEnd end = new AnswerEnd(StopReason.END_TURN, null, Map.of(), TokenUsage.NONE, 0, true);
    return new KeptAnswer(List.of(new AnswerEvent.Text("x".repeat(characters))), end, List.of());
  }

  @Test
  void answers_haveSoManyBytes_andSoMuchTime() {
    MemoryAnswerCache cache = new MemoryAnswerCache(100_000, Duration.ofHours(1), nanos::get);
    for (int i = 0; i < 100; i++) {
      cache.keep("k" + i, answer(5_000));
    }
    long kept = 0;
    for (int i = 0; i < 100; i++) {
      kept += cache.find("k" + i).join() == null ? 0 : 1;
    }
    assertThat(kept).isBetween(1L, 9L);
    cache.keep("huge", answer(60_000));
    assertThat(cache.find("huge").join()).isNull();
    cache.keep("late", answer(1));
    assertThat(cache.find("late").join()).isNotNull();
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(cache.find("late").join()).isNull();
  }

  @Test
  void vectors_haveSoManyBytes_andSoMuchTime() {
    MemoryEmbeddingCache cache = new MemoryEmbeddingCache(100_000, Duration.ofHours(1), nanos::get);
    for (int i = 0; i < 100; i++) {
      cache.keep(Map.of("k" + i, new KeptVector(new float[2_500], 1)));
    }
    List<String> keys = IntStream.range(0, 100).mapToObj(i -> "k" + i).toList();
    assertThat(cache.find(keys).join().size()).isBetween(1, 9);
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(cache.find(keys).join()).isEmpty();
  }
}
