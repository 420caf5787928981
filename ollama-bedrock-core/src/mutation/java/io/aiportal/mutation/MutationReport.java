package io.aiportal.mutation;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toList;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.pitest.classpath.CodeSource;
import org.pitest.mutationtest.build.MutationGrouper;
import org.pitest.mutationtest.build.MutationGrouperFactory;
import org.pitest.mutationtest.commandline.OptionsParser;
import org.pitest.mutationtest.commandline.ParseResult;
import org.pitest.mutationtest.commandline.PluginFilter;
import org.pitest.mutationtest.config.PluginServices;
import org.pitest.mutationtest.config.ReportOptions;
import org.pitest.mutationtest.config.SettingsFactory;
import org.pitest.mutationtest.engine.MutationDetails;
import org.pitest.mutationtest.tooling.AnalysisResult;
import org.pitest.mutationtest.tooling.EntryPoint;

/**
 * Runs PIT with the options of its command line, but looks at many classes in one JVM.
 *
 * <p>PIT starts a JVM for every class, which costs more than its tests do where classes are small. Here {@code
 * --mutationUnitSize} is the number of mutants that a JVM looks at, of as many classes as it takes;
 * {@link RestoreMutatedClass} keeps them apart.
 */
public final class MutationReport {

  private MutationReport() {}

  /** Runs PIT; any failure ends the JVM with a status other than 0. */
  public static void main(String[] args) {
    PluginServices plugins = PluginServices.makeForContextLoader();
    ParseResult parsed = new OptionsParser(new PluginFilter(plugins)).parse(args);
    if (!parsed.isOk()) {
      throw new IllegalArgumentException(parsed.getErrorMessage().orElseThrow());
    }
    ReportOptions options = parsed.getOptions();
    AnalysisResult result =
        new EntryPoint()
            .execute(
                Path.of("").toAbsolutePath().toFile(),
                options,
                new Settings(options, plugins),
                Map.of());
    if (result.getError().isPresent()) {
      throw new IllegalStateException(result.getError().get());
    }
  }

  private static final class Settings extends SettingsFactory {
    Settings(ReportOptions options, PluginServices plugins) {
      super(options, plugins);
    }

    @Override
    public MutationGrouperFactory getMutationGrouper() {
      return new ManyClasses();
    }
  }

  private static final class ManyClasses implements MutationGrouperFactory {
    @Override
    public String description() {
      return "Mutants of many classes in one JVM";
    }

    @Override
    public MutationGrouper makeFactory(
        Properties properties, CodeSource code, int threads, int unitSize) {
      return (classes, mutants) -> group(mutants, unitSize);
    }

    /** Class by class, in the order of their names. */
    private static List<List<MutationDetails>> group(
        Collection<MutationDetails> mutants, int size) {
      List<MutationDetails> ordered =
          mutants.stream()
              .sorted(comparing(mutant -> mutant.getClassName().asJavaName()))
              .collect(toList());
      List<List<MutationDetails>> units = new ArrayList<>();
      for (int first = 0; first < ordered.size(); first += size) {
        units.add(ordered.subList(first, Math.min(first + size, ordered.size())));
      }
      return units;
    }
  }
}
