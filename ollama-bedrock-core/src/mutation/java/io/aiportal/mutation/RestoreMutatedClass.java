package io.aiportal.mutation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import org.pitest.boot.HotSwapAgent;
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
    HotSwapAgent.addTransformer(new PlainRecords());
    return new Restore();
  }

  private static final class Restore implements ResetEnvironment {
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Set<?> othersToo = swappedIn();
    private ClassName mutated;

    @Override
    public void resetFor(Mutant mutant) {
      ClassName next = mutant.getDetails().getClassName();
      onlyOnce();
      if (mutated != null && !mutated.equals(next)) {
        restore(mutated);
        onlyOnce();
      }
      mutated = next;
    }

    /** PIT swaps a mutant in for our loader anyway, and for all where it ever did; it takes long. */
    private void onlyOnce() {
      othersToo.remove(loader);
    }

    private void restore(ClassName name) {
      byte[] compiled = compiled(name);
      // A mutant that is the class itself: PIT swaps it in, wherever it has swapped one in before.
      CatchNewClassLoadersTransformer.setMutant(name.asInternalName(), compiled);
      try {
        if (!HotSwapAgent.hotSwap(Class.forName(name.asJavaName(), false, loader), compiled)) {
          throw new IllegalStateException(name + " stays as it was mutated");
        }
      } catch (ClassNotFoundException missing) {
        throw new IllegalStateException(missing);
      }
    }

    private byte[] compiled(ClassName name) {
      try (InputStream code = loader.getResourceAsStream(name.asInternalName() + ".class")) {
        return code.readAllBytes();
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    private static Set<?> swappedIn() {
      try {
        Field loaders = CatchNewClassLoadersTransformer.class.getDeclaredField("CLASS_LOADERS");
        loaders.setAccessible(true);
        return ((Map<?, ?>) loaders.get(null)).keySet();
      } catch (ReflectiveOperationException changed) {
        throw new IllegalStateException(changed);
      }
    }
  }
}
