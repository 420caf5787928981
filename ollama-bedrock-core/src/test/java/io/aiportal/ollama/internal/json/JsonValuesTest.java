package io.aiportal.ollama.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class JsonValuesTest {

  @Test
  void scalars_areStringsNumbersBooleansAndNull() {
    assertThat(
            Arrays.<Object>asList(
                null,
                "a",
                true,
                (byte) 1,
                (short) 1,
                1,
                1L,
                1.5,
                1.5f,
                BigInteger.ONE,
                BigDecimal.ONE,
                new AtomicInteger(1),
                new AtomicLong(1)))
        .allMatch(JsonValues::isScalar);
  }

  @Test
  void anythingElse_isNoScalar() {
    assertThat(
            List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Float.NaN,
                Float.NEGATIVE_INFINITY,
                new LongAdder(),
                'a',
                new StringBuilder("a"),
                new String[] {"a"},
                Set.of("a"),
                Collections.emptyList(),
                Map.of(),
                new Object()))
        .noneMatch(JsonValues::isScalar);
  }

  @Test
  void refusal_namesTheTypeAndWhatIsAllowed_butNotTheValue() {
    assertThat(JsonValues.refusal(new String[] {"secret"}))
        .isEqualTo(
            "a value of the Java type java.lang.String[] where only maps with strings as keys,"
                + " lists, strings, finite numbers, booleans and null are allowed");
    assertThat(JsonValues.refusal(null)).startsWith("a value of the Java type null where only");
  }
}
