package io.aiportal.ollama.model;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Traits of models as JSON: an object for each group. */
final class TraitsJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .addModule(
              new SimpleModule()
                  .addSerializer(LocalDate.class, new DateWriter())
                  .addDeserializer(LocalDate.class, new DateReader()))
          .build();

  private TraitsJson() {}

  /** Reads JSON. */
  static JsonNode tree(InputStream json) throws IOException {
    return MAPPER.readTree(json);
  }

  /** Writes traits. */
  static ObjectNode tree(ModelTraits traits) {
    return MAPPER.valueToTree(traits);
  }

  /** Reads traits, none of which may be missing. */
  static ModelTraits traits(JsonNode tree) throws IOException {
    return MAPPER.treeToValue(tree, ModelTraits.class);
  }

  /**
   * The JSON of one trait's value.
   *
   * @throws IllegalArgumentException if the trait cannot have this value
   */
  static JsonNode value(@Nullable Object value, Type type) {
    JsonNode tree = MAPPER.valueToTree(value);
    @Nullable Object read = MAPPER.convertValue(tree, MAPPER.constructType(type));
    if (read == null) {
      throw new IllegalArgumentException("a trait has a value");
    }
    return tree;
  }

  /** Lays traits over others, group by group. */
  static void merge(ObjectNode traits, JsonNode changes) {
    for (Map.Entry<String, JsonNode> change : changes.properties()) {
      String name = change.getKey();
      if (change.getValue() instanceof ObjectNode group
          && traits.get(name) instanceof ObjectNode changed) {
        changed.setAll(group);
      } else {
        traits.set(name, change.getValue().deepCopy());
      }
    }
  }

  private static final class DateWriter extends JsonSerializer<LocalDate> {

    @Override
    public void serialize(LocalDate date, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(date.toString());
    }
  }

  private static final class DateReader extends JsonDeserializer<LocalDate> {

    @Override
    public LocalDate deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      String text = json.getText();
      try {
        return LocalDate.parse(text);
      } catch (DateTimeException e) {
        return (LocalDate)
            context.handleWeirdStringValue(
                LocalDate.class, text, "a date such as 2026-08-21 is needed");
      }
    }
  }
}
