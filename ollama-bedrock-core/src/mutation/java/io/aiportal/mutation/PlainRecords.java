package io.aiportal.mutation;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import org.pitest.reloc.asm.ClassReader;
import org.pitest.reloc.asm.ClassVisitor;
import org.pitest.reloc.asm.ClassWriter;
import org.pitest.reloc.asm.Opcodes;
import org.pitest.reloc.asm.RecordComponentVisitor;

/**
 * Takes the annotations of records' components from the classes that are loaded or swapped in.
 *
 * <p>With them, Java swaps a record for none but one whose constants have the same numbers: it
 * refuses, or crashes. So such a record could not be restored, and would need a JVM of its own.
 */
final class PlainRecords implements ClassFileTransformer {

  @Override
  public byte[] transform(
      ClassLoader loader, String name, Class<?> type, ProtectionDomain domain, byte[] code) {
    if (name == null || !name.startsWith("io/aiportal/")) {
      return null;
    }
    ClassReader compiled = new ClassReader(code);
    if (!"java/lang/Record".equals(compiled.getSuperName())) {
      return null;
    }
    ClassWriter plain = new ClassWriter(compiled, 0);
    compiled.accept(new WithoutAnnotations(plain), 0);
    return plain.toByteArray();
  }

  private static final class WithoutAnnotations extends ClassVisitor {
    WithoutAnnotations(ClassVisitor next) {
      super(Opcodes.ASM9, next);
    }

    /** What is visited in a component are its annotations alone. */
    @Override
    public RecordComponentVisitor visitRecordComponent(
        String name, String descriptor, String signature) {
      super.visitRecordComponent(name, descriptor, signature);
      return null;
    }
  }
}
