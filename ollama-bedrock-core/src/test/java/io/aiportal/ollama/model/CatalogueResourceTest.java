package io.aiportal.ollama.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueResourceTest {

  private static BuiltInCatalogue read(String models) throws IOException {
    String json =
        """
        {
          "revised": "2026-08-21T00:00:00Z",
          "geographies": {"jp": ["ap-northeast-1"], "apac": ["ap-northeast-1", "ap-south-1"]},
          "models": {
            "idPrefixes": [], "provider": "Somebody", "family": "some", "hidden": true,
            "names": ["not-inherited"], "displayName": "not inherited",
            "traits": TRAITS,
            "of": [%s]
          }
        }
        """
            .formatted(models)
            .replace(
                "TRAITS",
                TraitsJson.tree(BuiltInCatalogue.builtIn().unknown().traits()).toString());
    return CatalogueResource.read(
        TraitsJson.tree(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void model_inheritsWhatItDoesNotSay() throws IOException {
    BuiltInCatalogue catalogue =
        read(
            """
            {"family": "fine", "profiles": ["jp"], "notFrom": ["ap-south-1"],
              "traits": {"limits": {"contextLength": 5}, "tools": {"choice": "any"}},
              "of": [
                {"id": "a.b", "names": ["b"], "displayName": "B", "traits": {"tools": {"shortIds": true}}},
                {"id": "a.c", "onDemand": ["ap-south-1"], "profiles": []}
              ]},
            {"id": "a.d"}
            """);
    CatalogueEntry b = catalogue.describe("a.b");
    ModelTraits root = BuiltInCatalogue.builtIn().unknown().traits();
    assertThat(b.names()).containsExactly("b");
    assertThat(b.displayName()).isEqualTo("B");
    assertThat(b.provider()).isEqualTo("Somebody");
    assertThat(b.family()).isEqualTo("fine");
    assertThat(b.hidden()).isFalse();
    assertThat(b.idPrefixes()).isEmpty();
    assertThat(b.profiles()).containsExactly("jp");
    assertThat(b.onDemand()).isEmpty();
    assertThat(b.notFrom()).containsExactly("ap-south-1");
    assertThat(b.traits().limits().contextLength()).isEqualTo(5);
    assertThat(b.traits().limits().maxOutputTokens()).isEqualTo(root.limits().maxOutputTokens());
    assertThat(b.traits().tools().choice()).isEqualTo(ToolTraits.Choice.ANY);
    assertThat(b.traits().tools().shortIds()).isTrue();

    CatalogueEntry c = catalogue.describe("a.c");
    assertThat(c.names()).isEmpty();
    assertThat(c.displayName()).isEmpty();
    assertThat(c.profiles()).isEmpty();
    assertThat(c.onDemand()).containsExactly("ap-south-1");
    assertThat(c.traits().tools().shortIds()).isFalse();

    assertThat(catalogue.describe("a.d").traits()).isEqualTo(root);
    assertThat(catalogue.describe("a.d").onDemand()).isNull();
    assertThat(catalogue.models())
        .extracting(CatalogueEntry::id)
        .isEqualTo(List.of("a.b", "a.c", "a.d"));
    assertThat(catalogue.unknown().hidden()).isTrue();
  }

  @Test
  void geographies_areInTheirOrder() throws IOException {
    assertThat(read("").geographies().around("ap-northeast-1")).containsExactly("jp", "apac");
    assertThat(read("").geographies().names()).containsExactly("jp", "apac");
    assertThat(read("").revised()).isEqualTo("2026-08-21T00:00:00Z");
  }

  @Test
  void geographies_haveABreadth() throws IOException {
    Geographies geographies = read("").geographies();
    assertThat(List.of("jp", "apac", "mx", "global"))
        .extracting(geographies::breadthOf)
        .containsExactly(0, 1, 2, 3);
    assertThat(geographies.isGeography("global")).isTrue();
    assertThat(geographies.isGeography("jp")).isTrue();
    assertThat(geographies.isGeography("mx")).isFalse();
  }

  @Test
  void traitThatIsMissing_isRefused() {
    ObjectNode traits = TraitsJson.tree(BuiltInCatalogue.builtIn().unknown().traits());
    traits.remove("limits");
    assertThatThrownBy(() -> TraitsJson.traits(traits)).isInstanceOf(IOException.class);
  }

  @Test
  void resourceThatIsMissing_isToldByItsName() {
    assertThatThrownBy(() -> CatalogueResource.read("none.json"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("none.json is missing from the library");
  }
}
