package io.aiportal.ollama.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aiportal.ollama.bedrock.BedrockException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.document.Document;

class SdkDocumentsTest {

  @Test
  void document_andBack_isTheSame() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text", "é");
    map.put("null", null);
    map.put("yes", true);
    map.put("no", false);
    map.put("whole", new BigInteger("-9007199254740993"));
    map.put("broken", new BigDecimal("1.50"));
    map.put("list", Arrays.asList("a", null, List.of(), Map.of("b", "c")));
    map.put("map", Map.of());
    Map<String, Object> back = SdkDocuments.toMap(SdkDocuments.toDocument(map));
    assertThat(back).isEqualTo(map);
    assertThat(new ArrayList<>(back.keySet())).isEqualTo(new ArrayList<>(map.keySet()));
  }

  @Test
  void numbers_ofAnyType_areTaken() {
    assertThat(
            SdkDocuments.toMap(
                SdkDocuments.toDocument(Map.of("int", 7, "long", -8L, "double", 0.5))))
        .isEqualTo(
            Map.of(
                "int", BigInteger.valueOf(7),
                "long", BigInteger.valueOf(-8),
                "double", new BigDecimal("0.5")));
  }

  @Test
  void number_withExponent_isNoInteger() {
    assertThat(SdkDocuments.toObject(Document.fromNumber("1E+3")))
        .isEqualTo(new BigDecimal("1E+3"));
    assertThat(SdkDocuments.toObject(Document.fromNumber("9"))).isEqualTo(BigInteger.valueOf(9));
    assertThat(SdkDocuments.toObject(Document.fromNumber("0"))).isEqualTo(BigInteger.ZERO);
  }

  @Test
  void value_thatIsNoJson_isRefused_notTurnedIntoText() {
    for (Object value :
        List.of(
            new StringBuilder("x"), new String[] {"x"}, Set.of("x"), Double.NaN, TimeUnit.DAYS)) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> SdkDocuments.toDocument(Map.of("a", List.of(value))))
          .withMessageStartingWith(
              "a JSON document in it holds a value of the Java type "
                  + value.getClass().getTypeName())
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.VALIDATION));
    }
  }

  @Test
  void name_thatIsNoString_isRefused() {
    assertThatExceptionOfType(BedrockException.class)
        .isThrownBy(() -> SdkDocuments.toDocument(Map.of("a", Map.of(1, "x"))))
        .withMessageStartingWith(
            "a JSON document in it holds a value of the Java type java.lang.Integer where");
  }

  @Test
  void noMap_hasNoMembers() {
    assertThat(SdkDocuments.toMap(null)).isEmpty();
    assertThat(SdkDocuments.toMap(Document.fromString("x"))).isEmpty();
    assertThat(SdkDocuments.toMap(Document.fromNull())).isEmpty();
  }

  @Test
  void object_isWhateverItIs() {
    assertThat(SdkDocuments.toObject(null)).isNull();
    assertThat(SdkDocuments.toObject(Document.fromNull())).isNull();
    assertThat(SdkDocuments.toObject(Document.fromString("x"))).isEqualTo("x");
    assertThat(SdkDocuments.toObject(Document.fromBoolean(true))).isEqualTo(true);
    assertThat(SdkDocuments.toObject(Document.fromList(List.of(Document.fromString("x")))))
        .isEqualTo(List.of("x"));
  }

  @Test
  void document_nestedAsDeepAsAllowed_isRead() {
    assertThat(SdkDocuments.toMap(maps(500))).hasSize(1);
    assertThat(SdkDocuments.toObject(lists(500))).isInstanceOf(List.class);
    assertThat(SdkDocuments.toDocument(SdkDocuments.toMap(maps(500))).isMap()).isTrue();
  }

  @Test
  void document_nestedDeeper_isRefused_notAnOverflow() {
    for (Runnable reading :
        List.<Runnable>of(
            () -> SdkDocuments.toMap(maps(501)),
            () -> SdkDocuments.toObject(maps(501)),
            () -> SdkDocuments.toObject(lists(501)),
            () -> SdkDocuments.toObject(lists(20_000)))) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(reading::run)
          .withMessage("a JSON document in it is nested more than 500 levels deep")
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.CORRUPT));
    }
  }

  @Test
  void map_nestedDeeper_isNotSent() {
    Map<String, Object> map = Map.of();
    List<Object> list = List.of();
    for (int depth = 1; depth < 500; depth++) {
      map = Map.of("a", map);
      list = List.of(list);
    }
    for (Map<String, Object> deeper :
        List.of(Map.<String, Object>of("a", map), Map.<String, Object>of("a", list))) {
      assertThatExceptionOfType(BedrockException.class)
          .isThrownBy(() -> SdkDocuments.toDocument(deeper))
          .withMessage("a JSON document in it is nested more than 500 levels deep")
          .satisfies(error -> assertThat(error.kind()).isEqualTo(BedrockException.Kind.VALIDATION));
    }
  }

  private static Document maps(int levels) {
    Document document = Document.fromMap(Map.of());
    for (int level = 1; level < levels; level++) {
      document = Document.fromMap(Map.of("a", document));
    }
    return document;
  }

  private static Document lists(int levels) {
    Document document = Document.fromList(List.of());
    for (int level = 1; level < levels; level++) {
      document = Document.fromList(List.of(document));
    }
    return document;
  }
}
