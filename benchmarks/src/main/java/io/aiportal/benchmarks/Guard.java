package io.aiportal.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Fails when something has become slower, or makes more garbage, than it did: {@code Guard
 * RATIOS-FILE [RUNS]}.
 *
 * <p>Every benchmark of the file is measured beside a control, and only the ratio of both is
 * judged, so that the machine does not matter. Of all iterations the cheapest counts, as others'
 * work only ever makes one dearer; what still seems too dear is measured again for longer, {@value
 * #TRIES} times in all. With a number of runs it measures so often, judges nothing, and tells the
 * spread.
 */
public final class Guard {

  private static final int TRIES = 4;
  private static final int ITERATIONS = 8;

  /** Code is compiled before it runs on: a compiler that waits for a core would not be done. */
  private static final String[] JVM = {"-XX:+UseSerialGC", "-Xms256m", "-Xmx256m", "-Xbatch"};

  private Guard() {}

  /** A line of the file: what is measured beside what, and the most that it may cost. */
  private record Pair(
      String benchmark,
      String control,
      double cpu,
      double mostCpu,
      double bytes,
      double mostBytes) {

    /** Reads {@code benchmark control ratio most ratio most}. */
    static Pair read(String line) {
      String[] words = line.strip().split("\\s+");
      if (words.length != 6) {
        throw new IllegalArgumentException("not a line of six words: " + line);
      }
      return new Pair(
          words[0],
          words[1],
          Double.parseDouble(words[2]),
          Double.parseDouble(words[3]),
          Double.parseDouble(words[4]),
          Double.parseDouble(words[5]));
    }

    boolean allows(Ratio ratio) {
      return ratio.cpu <= mostCpu && ratio.bytes <= mostBytes;
    }
  }

  /** What one operation took at best. */
  private record Cost(double cpu, double bytes) {

    Cost best(Cost other) {
      return new Cost(Math.min(cpu, other.cpu), Math.min(bytes, other.bytes));
    }
  }

  private record Ratio(double cpu, double bytes) {

    static Ratio of(Cost benchmark, Cost control) {
      return new Ratio(benchmark.cpu / control.cpu, benchmark.bytes / Math.max(1, control.bytes));
    }
  }

  /** Measures, tells, and ends with status 1 if something is too dear. */
  public static void main(String[] arguments) throws IOException, RunnerException {
    List<Pair> pairs =
        Files.readAllLines(Path.of(arguments[0])).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(Pair::read)
            .toList();
    if (arguments.length > 1) {
      tellSpread(pairs, Integer.parseInt(arguments[1]), System.out);
    } else if (!judge(pairs, System.out)) {
      System.exit(1);
    }
  }

  private static boolean judge(List<Pair> pairs, PrintStream out) throws RunnerException {
    Map<String, Cost> costs = new HashMap<>();
    List<Pair> suspects = pairs;
    for (int i = 0; i < TRIES && !suspects.isEmpty(); i++) {
      measure(suspects, ITERATIONS << i, costs);
      suspects = suspects.stream().filter(pair -> !pair.allows(ratio(pair, costs))).toList();
    }
    out.printf("%-32s %-34s %s%n", "", "CPU time", "bytes allocated");
    for (Pair pair : pairs) {
      Ratio ratio = ratio(pair, costs);
      out.printf(
          Locale.ROOT,
          "%-32s %5.2f x, was %5.2f, at most %5.2f   %5.2f x, was %5.2f, at most %5.2f   %s%n",
          pair.benchmark,
          ratio.cpu,
          pair.cpu,
          pair.mostCpu,
          ratio.bytes,
          pair.bytes,
          pair.mostBytes,
          pair.allows(ratio) ? "" : "TOO DEAR, beside " + pair.control);
    }
    return suspects.isEmpty();
  }

  private static void tellSpread(List<Pair> pairs, int runs, PrintStream out)
      throws RunnerException {
    Map<Pair, List<Ratio>> seen = new HashMap<>();
    for (int i = 0; i < runs; i++) {
      Map<String, Cost> costs = new HashMap<>();
      measure(pairs, ITERATIONS, costs);
      for (Pair pair : pairs) {
        seen.computeIfAbsent(pair, any -> new ArrayList<>()).add(ratio(pair, costs));
      }
      out.println("run " + (i + 1) + " of " + runs);
    }
    for (Pair pair : pairs) {
      List<Ratio> ratios = seen.getOrDefault(pair, List.of());
      double[] cpu = ratios.stream().mapToDouble(Ratio::cpu).sorted().toArray();
      double[] bytes = ratios.stream().mapToDouble(Ratio::bytes).sorted().toArray();
      out.printf(
          Locale.ROOT,
          "%-32s CPU %.2f, %.2f to %.2f; bytes %.2f, %.2f to %.2f%n",
          pair.benchmark,
          cpu[cpu.length / 2],
          cpu[0],
          cpu[cpu.length - 1],
          bytes[bytes.length / 2],
          bytes[0],
          bytes[bytes.length - 1]);
    }
  }

  private static Ratio ratio(Pair pair, Map<String, Cost> costs) {
    return Ratio.of(cost(pair.benchmark, costs), cost(pair.control, costs));
  }

  private static Cost cost(String benchmark, Map<String, Cost> costs) {
    Cost cost = costs.get(benchmark);
    if (cost == null) {
      throw new IllegalStateException("there is no benchmark " + benchmark);
    }
    return cost;
  }

  /** Measures once more, and keeps the best of each benchmark. */
  private static void measure(List<Pair> pairs, int iterations, Map<String, Cost> costs)
      throws RunnerException {
    OptionsBuilder options = new OptionsBuilder();
    pairs.forEach(
        pair -> {
          options.include(pattern(pair.benchmark));
          options.include(pattern(pair.control));
        });
    Options all =
        options
            .jvmArgsAppend(JVM)
            .measurementIterations(iterations)
            .addProfiler(GCProfiler.class)
            .addProfiler(CpuTime.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    for (RunResult result : new Runner(all).run()) {
      String name = result.getParams().getBenchmark();
      String shortName = name.substring(name.lastIndexOf('.', name.lastIndexOf('.') - 1) + 1);
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          costs.merge(shortName, cost(iteration), Cost::best);
        }
      }
    }
  }

  private static String pattern(String benchmark) {
    return "\\." + benchmark.replace(".", "\\.") + "$";
  }

  private static Cost cost(IterationResult iteration) {
    return new Cost(told(iteration, CpuTime.LABEL), told(iteration, "gc.alloc.rate.norm"));
  }

  private static double told(IterationResult iteration, String label) {
    if (!iteration.getSecondaryResults().containsKey(label)) {
      throw new IllegalStateException("JMH does not tell " + label);
    }
    return iteration.getSecondaryResults().get(label).getScore();
  }
}
