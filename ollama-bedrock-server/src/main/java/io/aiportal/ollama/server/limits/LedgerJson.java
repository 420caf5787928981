package io.aiportal.ollama.server.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What a ledger tells of all, as JSON. */
public final class LedgerJson {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final int NUMBERS = 5;

  /** Those of a month can still be added up. */
  private static final long MOST = Long.MAX_VALUE / 64;

  private LedgerJson() {}

  /** Writes what all have taken. */
  public static byte[] write(Map<String, Statement> all) {
    ObjectNode root = MAPPER.createObjectNode();
    all.forEach(
        (id, statement) -> {
          ObjectNode book = root.putObject(id);
          book.put("reserved", statement.reserved());
          put(book.putObject("days"), statement.days());
          put(book.putObject("hours"), statement.hours());
        });
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static <T> void put(ObjectNode node, Map<T, Spending> spending) {
    spending.forEach(
        (time, took) -> {
          ArrayNode numbers = node.putArray(time.toString());
          numbers.add(took.requests());
          numbers.add(took.nanoUsd());
          numbers.add(took.inputTokens());
          numbers.add(took.cachedInputTokens());
          numbers.add(took.outputTokens());
        });
  }

  /**
   * Reads what was written.
   *
   * @throws IOException if it is anything else
   */
  public static Map<String, Statement> read(byte[] json) throws IOException {
    Map<String, Statement> all = new TreeMap<>();
    try {
      JsonNode root = MAPPER.readTree(json);
      if (!root.isObject()) {
        throw new IOException("a ledger is an object");
      }
      for (Map.Entry<String, JsonNode> book : root.properties()) {
        all.put(
            book.getKey(),
            new Statement(
                spending(book.getValue().path("hours"), Instant::parse),
                spending(book.getValue().path("days"), LocalDate::parse),
                number(book.getValue().path("reserved"))));
      }
    } catch (DateTimeException e) {
      throw new IOException("a ledger has times", e);
    }
    return all;
  }

  private static <T> Map<T, Spending> spending(JsonNode node, Function<String, T> time)
      throws IOException {
    Map<T, Spending> spending = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode numbers = entry.getValue();
      if (numbers.size() != NUMBERS) {
        throw new IOException("a ledger has numbers");
      }
      spending.put(
          time.apply(entry.getKey()),
          new Spending(
              number(numbers.path(0)),
              number(numbers.path(1)),
              number(numbers.path(2)),
              number(numbers.path(3)),
              number(numbers.path(4))));
    }
    return spending;
  }

  private static long number(JsonNode node) throws IOException {
    if (!node.canConvertToLong()
        || !node.isIntegralNumber()
        || node.longValue() < 0
        || node.longValue() > MOST) {
      throw new IOException("a ledger has numbers");
    }
    return node.longValue();
  }
}
