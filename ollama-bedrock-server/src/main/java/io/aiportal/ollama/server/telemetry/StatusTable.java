package io.aiportal.ollama.server.telemetry;

import java.util.List;

/**
 * A table of the operator's page, in plain text.
 *
 * @param title what stands above it
 * @param columns what stands above its columns
 * @param rows its rows, each with a text for every column
 */
public record StatusTable(String title, List<String> columns, List<List<String>> rows) {

  public StatusTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }
}
