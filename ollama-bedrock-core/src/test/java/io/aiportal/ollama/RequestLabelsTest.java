package io.aiportal.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.chat.CallContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestLabelsTest {

  private static final Map<String, String> ENTRIES = new LinkedHashMap<>();

  static {
    ENTRIES.put("team", "portal");
    ENTRIES.put("asked_by", "$caller");
  }

  private final RequestLabels labels = new RequestLabels(ENTRIES);

  @Test
  void caller_isNamedInWhatAwsTakes() {
    assertThat(labels.on(CallContext.of("Ann Ö, <ann@example.org>")).requestMetadata())
        .containsExactly(
            Map.entry("team", "portal"), Map.entry("asked_by", "Ann _, _ann@example.org_"));
    assertThat(labels.on(CallContext.of("x".repeat(300))).requestMetadata().get("asked_by"))
        .hasSize(256);
  }

  @Test
  void whoeverIsUnknown_isNotNamed() {
    assertThat(labels.on(CallContext.NONE).requestMetadata()).containsOnlyKeys("team");
    assertThat(labels.on(CallContext.of(" ")).requestMetadata()).containsOnlyKeys("team");
  }

  @Test
  void trace_isTold_whereThereIsOne() {
    Map<String, String> entries = Map.of("trace", "$trace");
    CallContext traced = CallContext.NONE.withTrace("0af7651916cd43dd8448eb211c80319c");
    assertThat(new RequestLabels(entries).on(traced).requestMetadata())
        .isEqualTo(Map.of("trace", "0af7651916cd43dd8448eb211c80319c"));
    assertThat(new RequestLabels(entries).on(CallContext.NONE).requestMetadata()).isEmpty();
    CallContext own = traced.withRequestMetadata(entries);
    assertThat(new RequestLabels(Map.of()).on(own).requestMetadata())
        .isEqualTo(Map.of("trace", "0af7651916cd43dd8448eb211c80319c"));
  }

  @Test
  void whatACallSaysItself_wins() {
    CallContext asking =
        CallContext.of("jane").withRequestMetadata(Map.of("who", RequestLabels.CALLER));
    assertThat(new RequestLabels(Map.of()).on(asking).requestMetadata())
        .isEqualTo(Map.of("who", "jane"));
    CallContext context = CallContext.NONE.withRequestMetadata(Map.of("team", "own"));
    assertThat(labels.on(context).requestMetadata()).containsExactly(Map.entry("team", "own"));
    assertThat(new RequestLabels(Map.of()).on(context)).isSameAs(context);
  }
}
