package io.aiportal.ollama.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class FatalErrorsTest {

  private final ByteArrayOutputStream console = new ByteArrayOutputStream();
  private final List<Integer> halts = new ArrayList<>();
  private final FatalErrors errors = new FatalErrors(console, halts::add);

  private static void withoutMemory() {
    throw new OutOfMemoryError("Java heap space");
  }

  private static Throwable thrown(Runnable task) {
    try {
      task.run();
    } catch (Throwable t) {
      return t;
    }
    throw new AssertionError("nothing was thrown");
  }

  private String said() {
    return console.toString(StandardCharsets.UTF_8);
  }

  @Test
  void threadThatDies_endsTheProcess_withOneLine() throws Exception {
    Thread thread = new Thread(FatalErrorsTest::withoutMemory, "io-1");
    thread.setUncaughtExceptionHandler(errors);
    thread.start();
    thread.join();
    assertThat(halts).containsExactly(70);
    assertThat(said())
        .startsWith("Fatal: java.lang.OutOfMemoryError: Java heap space at ")
        .contains("FatalErrorsTest.withoutMemory(")
        .endsWith(" in thread io-1; the process ends.\n")
        .hasLineCount(1);
  }

  @Test
  void messageOfAnException_isNotTold() {
    errors.uncaughtException(Thread.currentThread(), new IllegalStateException("secret prompt"));
    assertThat(halts).containsExactly(70);
    assertThat(said())
        .startsWith("Fatal: java.lang.IllegalStateException at ")
        .doesNotContain("sec");
  }

  @Test
  void lineThatCannotBeMade_isReplaced() {
    Error hopeless =
        new OutOfMemoryError() {
          @Override
          public String getMessage() {
            throw new OutOfMemoryError();
          }
        };
    errors.uncaughtException(Thread.currentThread(), hopeless);
    assertThat(said()).isEqualTo("Fatal: out of memory; the process ends.\n");
    assertThat(halts).containsExactly(70);
  }

  @Test
  void consoleThatCannotBeWritten_changesNothing() {
    OutputStream closed =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("closed");
          }
        };
    new FatalErrors(closed, halts::add)
        .uncaughtException(Thread.currentThread(), new OutOfMemoryError());
    assertThat(halts).containsExactly(70);
  }

  @Test
  void fatal_isWhatTheJvmCannotLiveWith_alsoAsACause() {
    Throwable memory = thrown(FatalErrorsTest::withoutMemory);
    assertThat(FatalErrors.isFatal(memory)).isTrue();
    assertThat(FatalErrors.isFatal(new InternalError())).isTrue();
    assertThat(FatalErrors.isFatal(new RuntimeException(new IOException(memory)))).isTrue();
    assertThat(FatalErrors.isFatal(new StackOverflowError())).isFalse();
    assertThat(FatalErrors.isFatal(new AssertionError())).isFalse();
    assertThat(FatalErrors.isFatal(new RuntimeException())).isFalse();
    assertThat(FatalErrors.isFatal(null)).isFalse();
  }

  @Test
  void causesInACircle_areNotFollowedForEver() {
    Exception one = new Exception();
    Exception other = new Exception(one);
    one.initCause(other);
    assertThat(FatalErrors.isFatal(one)).isFalse();
  }

  @Test
  void escalate_tellsTheHandlerOfTheThread_ofFatalErrorsOnly() throws Exception {
    Thread thread =
        new Thread(
            () -> {
              FatalErrors.escalate(null);
              FatalErrors.escalate(new IllegalStateException());
              FatalErrors.escalate(new RuntimeException(new OutOfMemoryError("Metaspace")));
            },
            "timer");
    thread.setUncaughtExceptionHandler(errors);
    thread.start();
    thread.join();
    assertThat(halts).containsExactly(70);
    assertThat(said()).startsWith("Fatal: java.lang.OutOfMemoryError: Metaspace at ");
  }

  @Test
  void errorThatALibraryLogs_endsTheProcess() {
    LogRecord harmless = new LogRecord(Level.SEVERE, "task failed");
    harmless.setThrown(new IllegalStateException());
    errors.logHandler().publish(harmless);
    errors.logHandler().publish(new LogRecord(Level.SEVERE, "no exception"));
    assertThat(halts).isEmpty();
    LogRecord fatal = new LogRecord(Level.WARNING, "task failed");
    fatal.setThrown(new RuntimeException(new OutOfMemoryError("Java heap space")));
    errors.logHandler().publish(fatal);
    assertThat(halts).containsExactly(70);
    assertThat(said()).startsWith("Fatal: java.lang.OutOfMemoryError: Java heap space");
  }
}
