package io.aiportal.ollama;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may lean on which: the table of the architecture, held by the build. */
@Tag("slow")
class ArchitectureTest {

  private static final String ROOT = "io.aiportal.ollama";

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @ParameterizedTest
  @CsvSource({
    "bedrock,       com.fasterxml.jackson..|internal.json|javax.net.ssl",
    "chat,          bedrock",
    "model,         com.fasterxml.jackson..|bedrock|chat|internal",
    "answer,        bedrock|chat|internal|internal.json|internal.schema|com.fasterxml.jackson.core..",
    "plan,          bedrock|chat|model|answer|internal|internal.json",
    "attempt,       bedrock|chat|model|answer|plan|internal|internal.json",
    "facts,         bedrock|chat|model|plan|attempt|embed|internal|javax.crypto..",
    "repair,        bedrock|chat|model|plan|attempt|com.fasterxml.jackson..",
    "embed,         bedrock|chat|model|attempt|internal|internal.json|com.fasterxml.jackson.core..",
    "api,           chat|model|internal.go",
    "api.ollama,    api|chat|embed|model|internal|internal.go|internal.json|bedrock|com.fasterxml.jackson..",
    "api.anthropic, api|chat|model|internal|internal.go|internal.json|bedrock",
    "api.openai,    api|chat|embed|model|internal|internal.go|internal.json|bedrock|com.fasterxml.jackson..",
    "api.systemone, api|chat|model|internal.go|internal.json|bedrock|com.fasterxml.jackson..",
    "aws,           bedrock|internal|internal.json|software.amazon.awssdk..|org.reactivestreams",
    "internal,      java..",
    "internal.json, com.fasterxml.jackson..",
    "internal.schema, internal.json",
    "internal.go,   com.fasterxml.jackson..|chat|internal.json",
  })
  void package_leansOnlyOnWhatItMay(String name, String allowed) {
    List<String> packages = new ArrayList<>(List.of("java..", "org.jspecify.annotations"));
    packages.add(ROOT + "." + name);
    for (String other : allowed.split("\\|")) {
      packages.add(
          other.contains("..") || other.contains("javax") || other.startsWith("org.")
              ? other
              : ROOT + "." + other);
    }
    classes()
        .that()
        .resideInAPackage(ROOT + "." + name)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new))
        .check(CORE);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CORE);
  }

  @Test
  void sdk_isKnownToAwsAlone_andToTheFacadeThatTakesItsClient() {
    noClasses()
        .that(not(resideInAPackage(ROOT + ".aws")))
        .and(not(type(OllamaBedrock.class)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon..")
        .check(CORE);
  }

  @Test
  void core_hasNoServerNoEnvironmentAndNoThreads() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.undertow..", "com.sun.net.httpserver..", "java.net.http..")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callConstructor(Thread.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ExecutorService.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Executors.class)
        .check(CORE);
  }

  @Test
  void translation_readsNoClockButTheOneItIsGiven() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .check(CORE);
  }
}
