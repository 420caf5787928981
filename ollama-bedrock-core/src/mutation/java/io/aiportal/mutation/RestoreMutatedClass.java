package io.aiportal.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.pitest.classinfo.ClassName;
import org.pitest.mutationtest.engine.Mutant;
import org.pitest.mutationtest.environment.EnvironmentResetPlugin;
import org.pitest.mutationtest.environment.ResetEnvironment;
import org.pitest.mutationtest.execute.CatchNewClassLoadersTransformer;

/** Puts a class back as it was compiled before a mutant of another class is looked at. */
public final class RestoreMutatedClass implements EnvironmentResetPlugin {

  @Override
  public String description() {
    return "Restore a mutated class before the next one is mutated";
  }

  @Override
  public ResetEnvironment make() {
    return new Restore();
  }

  private static final class Restore implements ResetEnvironment {
    private ClassName mutated;

    @Override
    public void resetFor(Mutant mutant) {
      ClassName next = mutant.getDetails().getClassName();
      if (mutated != null && !mutated.equals(next)) {
        // A mutant that is the class itself: PIT swaps it in, wherever it has swapped one in before.
        CatchNewClassLoadersTransformer.setMutant(mutated.asInternalName(), compiled(mutated));
      }
      mutated = next;
    }

    private static byte[] compiled(ClassName name) {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try (InputStream code = loader.getResourceAsStream(name.asInternalName() + ".class")) {
        return code.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }
}
