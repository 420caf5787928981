package io.aiportal.ollama.server.telemetry;

import io.aiportal.ollama.server.telemetry.LiveFigures.Answers;
import io.aiportal.ollama.server.telemetry.LiveFigures.Failures;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Live figures in words. */
final class FigureTables {

  private static final double MEDIAN = 0.5;
  private static final double NEARLY_ALL = 0.99;

  private FigureTables() {}

  static StatusTable summary(String version, LiveFigures figures, List<Gauge> gauges) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("Release", version));
    rows.add(List.of("Running for", duration(figures.uptime())));
    for (Verdict verdict : Verdict.values()) {
      String label = verdict.label().replace('_', ' ');
      rows.add(List.of("Requests: " + label, number(figures.requests(verdict))));
    }
    rows.add(List.of("Answers that were given again", number(figures.kept())));
    RecentTimes times = figures.firstPieces();
    rows.add(List.of("First token, p50 of the last thousand", time(times.quantile(MEDIAN))));
    rows.add(List.of("First token, p99 of the last thousand", time(times.quantile(NEARLY_ALL))));
    Answers all = figures.answers();
    rows.add(List.of("Tokens: input", number(all.input())));
    rows.add(List.of("Tokens: output", number(all.output())));
    rows.add(List.of("Tokens: read from the prompt's cache", number(all.cacheRead())));
    rows.add(List.of("Tokens: written to the prompt's cache", number(all.cacheWrite())));
    rows.add(List.of("Cost", dollars(all.cost())));
    for (Gauge gauge : gauges) {
      rows.add(List.of(gauge.meaning(), number((long) gauge.value().getAsDouble())));
    }
    return new StatusTable("Since the start", List.of("", ""), rows);
  }

  static StatusTable failures(LiveFigures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, Failures> entry : figures.failures().entrySet()) {
      Failures failures = entry.getValue();
      rows.add(
          List.of(
              entry.getKey(),
              number(failures.count()),
              failures.last().truncatedTo(ChronoUnit.SECONDS).toString(),
              failures.model()));
    }
    return new StatusTable(
        "Refused and failed requests, by their cause",
        List.of("Cause", "Requests", "Last", "Its model"),
        rows);
  }

  static StatusTable answers(LiveFigures figures) {
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, Answers> entry : figures.models().entrySet()) {
      Answers answers = entry.getValue();
      rows.add(
          List.of(
              entry.getKey(),
              number(answers.count()),
              number(answers.input()),
              number(answers.output()),
              number(answers.cacheRead()),
              dollars(answers.cost())));
    }
    return new StatusTable(
        "Answers, by their models",
        List.of("Model", "Answers", "Input tokens", "Output tokens", "From cache", "Cost"),
        rows);
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  private static String dollars(double dollars) {
    return String.format(Locale.ROOT, "$%,.4f", dollars);
  }

  private static String time(@Nullable Duration time) {
    return time == null ? "–" : number(time.toMillis()) + " ms";
  }

  private static String duration(Duration time) {
    return "%d d %d h %d min %d s"
        .formatted(time.toDays(), time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
  }
}
