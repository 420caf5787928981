package io.aiportal.mutation;

import static java.util.stream.Collectors.toList;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.pitest.classinfo.ClassByteArraySource;
import org.pitest.help.PitHelpError;
import org.pitest.junit5.JUnit5TestPluginFactory;
import org.pitest.testapi.AbstractTestUnit;
import org.pitest.testapi.Configuration;
import org.pitest.testapi.Description;
import org.pitest.testapi.ExecutedInDiscovery;
import org.pitest.testapi.ResultCollector;
import org.pitest.testapi.TestGroupConfig;
import org.pitest.testapi.TestPluginFactory;
import org.pitest.testapi.TestSuiteFinder;
import org.pitest.testapi.TestUnit;
import org.pitest.testapi.TestUnitFinder;

/**
 * Finds tests as PIT's part for JUnit does, but once, and runs them all with one launcher.
 *
 * <p>A launcher looks for engines and listeners on the class path, which takes longer than many a
 * test; PIT makes one for every test that it runs. And it finds tests by running them, in each JVM
 * anew; here the first JVM, which measures what they reach, notes them in the folder that the
 * property {@code mutation.tests} names. What is asked for first is still run, so that the rest
 * finds a JVM that is warm.
 */
public final class OneLauncher implements TestPluginFactory {

  private final TestPluginFactory junit = new JUnit5TestPluginFactory();

  @Override
  public String name() {
    return "one-launcher";
  }

  @Override
  public String description() {
    return "JUnit with one launcher for all tests";
  }

  @Override
  public Configuration createTestFrameworkConfiguration(
      TestGroupConfig groups,
      ClassByteArraySource source,
      Collection<String> excludedRunners,
      Collection<String> includedMethods) {
    return new Found(
        junit.createTestFrameworkConfiguration(groups, source, excludedRunners, includedMethods));
  }

  private static final class Found implements Configuration {
    private final Configuration junit;

    Found(Configuration junit) {
      this.junit = junit;
    }

    /** The lower is asked first. */
    @Override
    public int priority() {
      return junit.priority() - 1;
    }

    @Override
    public TestUnitFinder testUnitFinder() {
      Launcher launcher = launcher();
      TestUnitFinder finder = junit.testUnitFinder();
      Path noted = Path.of(System.getProperty("mutation.tests"));
      AtomicBoolean warm = new AtomicBoolean();
      return (type, listener) -> {
        Path ids = noted.resolve(type.getName());
        if (!warm.getAndSet(true) || !Files.exists(ids)) {
          note(ids, finder.findTestUnits(type, listener));
        }
        return noted(ids).stream()
            .map(id -> new Test(new Description(id, type), launcher))
            .collect(toList());
      };
    }

    private static void note(Path ids, List<TestUnit> units) {
      try {
        Files.write(
            ids, units.stream().map(unit -> unit.getDescription().getName()).collect(toList()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static List<String> noted(Path ids) {
      try {
        return Files.readAllLines(ids);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public TestSuiteFinder testSuiteFinder() {
      return junit.testSuiteFinder();
    }

    @Override
    public Optional<PitHelpError> verifyEnvironment() {
      return junit.verifyEnvironment();
    }

    private static Launcher launcher() {
      LauncherConfig plain =
          LauncherConfig.builder()
              .enableLauncherSessionListenerAutoRegistration(false)
              .enableLauncherDiscoveryListenerAutoRegistration(false)
              .enablePostDiscoveryFilterAutoRegistration(false)
              .enableTestExecutionListenerAutoRegistration(false)
              .build();
      return LauncherFactory.openSession(plain).getLauncher();
    }
  }

  private static final class Test extends AbstractTestUnit implements ExecutedInDiscovery {
    private final Launcher launcher;
    private final LauncherDiscoveryRequest request;

    Test(Description description, Launcher launcher) {
      super(description);
      this.launcher = launcher;
      this.request =
          LauncherDiscoveryRequestBuilder.request()
              .selectors(DiscoverySelectors.selectUniqueId(description.getName()))
              .enableImplicitConfigurationParameters(false)
              .build();
    }

    @Override
    public void execute(ResultCollector results) {
      launcher.execute(request, new Told(getDescription(), results));
    }
  }

  private static final class Told implements TestExecutionListener {
    private final Description description;
    private final ResultCollector results;

    Told(Description description, ResultCollector results) {
      this.description = description;
      this.results = results;
    }

    @Override
    public void executionSkipped(TestIdentifier test, String reason) {
      if (test.isTest()) {
        results.notifySkipped(description);
      }
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      if (test.isTest()) {
        results.notifyStart(description);
      }
    }

    /** What is no test fails when it cannot be set up. */
    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      if (result.getStatus() == TestExecutionResult.Status.FAILED) {
        results.notifyEnd(description, result.getThrowable().orElseGet(AssertionError::new));
      } else if (test.isTest()) {
        results.notifyEnd(description);
      }
    }
  }
}
