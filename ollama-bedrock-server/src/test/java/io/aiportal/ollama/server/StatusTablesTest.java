package io.aiportal.ollama.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.aiportal.ollama.model.ModelCatalogue;
import io.aiportal.ollama.model.ModelOverride;
import io.aiportal.ollama.server.limits.Spending;
import io.aiportal.ollama.server.limits.Statement;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTablesTest {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 26);

  @Test
  void spending_isOfTodayAndThisMonth_whoSpentMostFirst() {
    Statement much =
        new Statement(
            Map.of(),
            Map.of(
                TODAY,
                new Spending(3, 1_500_000_000, 9, 0, 9),
                TODAY.minusDays(1),
                new Spending(1, 250_000_000, 1, 0, 1),
                LocalDate.of(2026, 10, 31),
                new Spending(1, 99_000_000_000L, 1, 0, 1)),
            20_000);
    Statement little =
        new Statement(Map.of(), Map.of(TODAY.minusDays(2), new Spending(1, 1, 1, 0, 1)), 0);
    assertThat(StatusTables.spending(Map.of("key:a", little, "person:b/ann", much), TODAY).rows())
        .containsExactly(
            List.of("person:b/ann", "3", "1.5000", "1.7500", "0.0001"),
            List.of("key:a", "0", "0.0000", "0.0001", "0.0000"));
  }

  @Test
  void spending_isOfAHundredAtMost() {
    Map<String, Statement> many = new HashMap<>();
    for (int i = 0; i < 150; i++) {
      many.put("person:a/" + i, Statement.NONE);
    }
    assertThat(StatusTables.spending(many, TODAY).rows()).hasSize(100);
  }

  @Test
  void models_areToldWithTheWayToThem() {
    String arn = "arn:aws:bedrock:eu-west-2:123456789012:application-inference-profile/abc123";
    ModelCatalogue catalogue =
        ModelCatalogue.builtIn("eu-west-2")
            .withOverrides(List.of(ModelOverride.alias("team", arn)));
    List<List<String>> rows = StatusTables.models(catalogue).rows();
    assertThat(rows)
        .anySatisfy(
            row ->
                assertThat(row)
                    .startsWith("nova-lite:latest", "amazon.nova-lite-v1:0", "the region itself"))
        .anySatisfy(row -> assertThat(row).startsWith("team:latest", arn, "an ARN"))
        .anySatisfy(row -> assertThat(row.get(2)).isEqualTo("the profile of eu"));
  }
}
