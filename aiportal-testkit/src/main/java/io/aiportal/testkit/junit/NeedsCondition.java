package io.aiportal.testkit.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Disables a test whose {@link Needs} are not met, and notes that in a folder: a file for each. */
final class NeedsCondition implements ExecutionCondition {

  /** The system property that names the folder; the build prints its files in its last lines. */
  static final String FOLDER = "left.out.folder";

  private static final int PATIENCE_SECONDS = 60;

  private final boolean allowed;
  private final @Nullable Path folder;

  /** As this JVM's environment has it; called by JUnit. */
  NeedsCondition() {
    this(
        !"true".equals(System.getenv("CI")) && System.getProperty("leave.nothing.out") == null,
        Optional.ofNullable(System.getProperty(FOLDER)).map(Path::of).orElse(null));
  }

  NeedsCondition(boolean allowed, @Nullable Path folder) {
    this.allowed = allowed;
    this.folder = folder;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    String test =
        context.getRequiredTestClass().getSimpleName()
            + context.getTestMethod().map(method -> "." + method.getName()).orElse("");
    return AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
        .map(needs -> evaluate(test, needs))
        .orElse(ConditionEvaluationResult.enabled("needs a JDK only"));
  }

  ConditionEvaluationResult evaluate(String test, Needs needs) {
    if (succeeds(needs.check())) {
      return ConditionEvaluationResult.enabled("here: " + needs.value());
    }
    if (!allowed) {
      throw new IllegalStateException(
          test + " needs " + needs.value() + ", and nothing may be left out here");
    }
    note(test, needs.value());
    return ConditionEvaluationResult.disabled("needs " + needs.value());
  }

  private void note(String test, String needed) {
    if (folder != null) {
      try {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(test), test + " (" + needed + ")\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static boolean succeeds(String[] command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.DISCARD)
              .start();
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false; // no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
