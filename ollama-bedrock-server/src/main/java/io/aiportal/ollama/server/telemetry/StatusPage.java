package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.internal.Sha256;
import java.util.Base64;
import java.util.List;

/**
 * The operator's page in HTML: tables, nothing from elsewhere, no scripts. It loads itself anew.
 */
final class StatusPage {

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.4 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:.5rem}
      h1{font-size:1.3rem;margin:.5rem 0}
      h2{font-size:1.05rem;margin:1.2rem 0 .3rem}
      div{overflow-x:auto}
      table{border-collapse:collapse;font-variant-numeric:tabular-nums}
      th,td{text-align:left;vertical-align:top;padding:.2rem .8rem .2rem 0;\
      border-bottom:1px solid #8886}
      @media(max-width:44rem){
      .records,.records tbody,.records tr,.records td{display:block}
      .records thead{display:none}
      .records tr{border-bottom:1px solid #8886;padding:.3rem 0}
      .records td{border:0;display:flex;gap:1rem;justify-content:space-between;padding:0;\
      overflow-wrap:anywhere;text-align:right}
      .records td:first-child{font-weight:600}
      .records td::before{content:attr(data-column);flex:none;font-weight:400;max-width:50%;\
      text-align:left}
      }
      """;

  /** No page may show this one in a frame, and nothing is loaded for it. */
  static final String SECURITY_POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(Sha256.of(STYLE))
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final int SECONDS_UNTIL_IT_IS_LOADED_ANEW = 15;

  private StatusPage() {}

  /** The page with these tables; those without rows say so. */
  static String html(String title, List<StatusTable> tables) {
    StringBuilder html = new StringBuilder(4096);
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<meta http-equiv=\"refresh\" content=\"")
        .append(SECONDS_UNTIL_IT_IS_LOADED_ANEW)
        .append("\">\n<title>")
        .append(Html.escaped(title))
        .append("</title>\n<style>")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>")
        .append(Html.escaped(title))
        .append("</h1>\n");
    tables.forEach(table -> append(html, table));
    return html.append("</body>\n</html>\n").toString();
  }

  private static void append(StringBuilder html, StatusTable table) {
    html.append("<h2>").append(Html.escaped(table.title())).append("</h2>\n");
    if (table.rows().isEmpty()) {
      html.append("<p>None.</p>\n");
      return;
    }
    List<String> columns = table.columns();
    boolean named = !String.join("", columns).isEmpty();
    html.append(
        named ? "<div><table class=\"records\">\n<thead><tr>" : "<div><table>\n<thead><tr>");
    columns.forEach(name -> html.append("<th>").append(Html.escaped(name)).append("</th>"));
    html.append("</tr></thead>\n<tbody>\n");
    for (List<String> row : table.rows()) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        append(html, columns.get(i), row.get(i));
      }
      html.append("</tr>\n");
    }
    html.append("</tbody>\n</table></div>\n");
  }

  /** A cell that says what its column is called: phones show the cells below each other. */
  private static void append(StringBuilder html, String column, String text) {
    html.append("<td");
    if (!column.isEmpty()) {
      html.append(" data-column=\"").append(Html.escaped(column)).append('"');
    }
    html.append('>').append(Html.escaped(text)).append("</td>");
  }
}
