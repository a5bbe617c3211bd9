package io.saksi.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * The core decides and nothing else: no clock, thread, logger, random source, I/O or generated
 * type. What it needs to know comes in as a value, or the simulation would not test what runs in
 * production.
 */
class CoreIsPureTest {
  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.saksi.core");

  @Test
  void theCoreKnowsOnlyItselfAndTheJdksValues() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.saksi.core..",
            "java.lang",
            "java.lang.runtime",
            "java.lang.invoke",
            "java.util",
            "java.util.function",
            "java.util.stream",
            "java.util.regex",
            "java.time")
        .check(CORE);
  }

  @Test
  void theCoreReadsNoClockAndStartsNoThread() {
    noClasses()
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            Thread.class, java.util.Random.class, java.util.UUID.class, java.time.Clock.class)
        .check(CORE);
  }
}
