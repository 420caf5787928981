package io.aiportal.ollama.internal.go;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFloatsTest {

  @ParameterizedTest
  @CsvSource({
    "0.24828176, 0.24828176",
    "-0.24828176, -0.24828176",
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-3, -3",
    "100, 100",
    "0.1, 0.1",
    "0.001, 0.001",
    "0.0001, 0.0001",
    "0.00012345, 0.00012345",
    "-0.000001, -0.000001",
    "0.0000009, 9e-7",
    "-0.00000012345, -1.2345e-7",
    "1.5e-10, 1.5e-10",
    "1e-38, 1e-38",
    "12345678, 12345678",
    "16777216, 16777216",
    "9.5e20, 950000000000000000000",
    "1e21, 1e+21",
    "-2.5e30, -2.5e+30",
    "3.4028235e38, 3.4028235e+38",
    "1.1754944e-38, 1.1754944e-38",
    // Java 17 itself would write more digits than these.
    "1.0e23, 1e+23",
    "3.4e10, 34000000000",
    "2.0e-3, 0.002",
    "4.0e-3, 0.004",
    "1.17549435e-38, 1.1754944e-38",
  })
  void number_hasAsFewDigitsAsTellIt(String number, String go) {
    assertThat(GoFloats.of(Float.parseFloat(number))).isEqualTo(go);
  }

  @ParameterizedTest
  @CsvSource({
    "0.10000000149011612, 0.10000000149011612",
    "-0.05289186164736748, -0.05289186164736748",
    "1, 1",
    "0, 0",
    "-0.0, -0",
    "0.00001, 0.00001",
    "1e-6, 0.000001",
    "9.99e-7, 9.99e-7",
    "5.684341886080802e-14, 5.684341886080802e-14",
    "2e20, 200000000000000000000",
    "1e21, 1e+21",
    "2e23, 2e+23",
    "1e300, 1e+300",
  })
  void doubleNumber_hasAsFewDigitsAsTellIt(String number, String go) {
    assertThat(GoFloats.of(Double.parseDouble(number))).isEqualTo(go);
  }

  @Test
  void anyNumber_isReadBackAsItWas() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      float number = Float.intBitsToFloat(random.nextInt());
      if (Float.isFinite(number)) {
        assertThat(Float.parseFloat(GoFloats.of(number))).isEqualTo(number);
      }
    }
  }

  @Test
  void arrays_areWrittenSo() throws Exception {
    ObjectMapper mapper = JsonMapper.builder().addModule(GoFloats.module()).build();
    assertThat(
            mapper.writeValueAsString(
                List.of(new float[] {1, 0.1f}, new float[0], new double[] {1e-7, 2})))
        .isEqualTo("[[1,0.1],[],[1e-7,2]]");
  }
}
