package org.melange;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dependencies that packages may have, and the size and documentation of packages. */
@AnalyzeClasses(packages = "org.melange", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SPARK = "org.melange.spark..";
  private static final String JOB = "org.melange.job..";
  private static final String SAMPLE = "org.melange.sample..";

  /** A reader should take in a package at a glance. Without {@code package-info}. */
  private static final int MAX_CLASSES = 30;

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.melange.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlySparkAndJobDependOnSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages(SPARK, JOB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.spark..",
              "scala..",
              "org.apache.hadoop..",
              "org.apache.parquet..",
              SPARK);

  @ArchTest
  static final ArchRule onlyJobsDependOnJobs =
      noClasses().that().resideOutsideOfPackage(JOB).should().dependOnClassesThat(in(JOB));

  /** Benchmarks of tensor code and {@code Device}, which names hardware, are exempt. */
  @ArchTest
  static final ArchRule onlyModelPackagesUseTensors =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.melange.tensor..",
              "org.melange.clip..",
              "org.melange.mmoe..",
              "org.melange.train..",
              "org.melange.link.model..",
              "org.melange.link.row..",
              "org.melange.job.bench..")
          .should()
          .dependOnClassesThat(tensors());

  @ArchTest
  static final ArchRule onlyConfigReadsTheEnvironment =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.melange.config..")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getProperties");

  @ArchTest
  static final ArchRule onlyClientsUseHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.melange.web..", "org.melange.enrich.chat..", "org.melange.enrich.batch..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..", "com.sun.net.httpserver..", "org.apache.hc..", "org.apache.http..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.HttpURLConnection");

  @ArchTest
  static final ArchRule webAndMatcherDoNotDependOnClip =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.melange.web..",
              "org.melange.mmoe..",
              "org.melange.image..",
              "org.melange.tensor..")
          .should()
          .dependOnClassesThat(in("org.melange.clip.."));

  @ArchTest
  static final ArchRule sampleDependsOnDataPackagesOnly =
      classes()
          .that()
          .resideInAPackage(SAMPLE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              SAMPLE,
              "org.melange.corpus..",
              "org.melange.kb..",
              "com.fasterxml.jackson..",
              "java..",
              "javax.imageio..");

  @ArchTest
  static final ArchRule corpusDependsOnNoOtherPackage =
      noClasses()
          .that()
          .resideInAPackage("org.melange.corpus..")
          .should()
          .dependOnClassesThat(ofThisProjectOutside("org.melange.corpus.."));

  @ArchTest
  static final ArchRule knowledgeBaseDependsOnCorpusOnly =
      noClasses()
          .that()
          .resideInAPackage("org.melange.kb..")
          .should()
          .dependOnClassesThat(ofThisProjectOutside("org.melange.kb..", "org.melange.corpus.."));

  @ArchTest
  static final ArchRule packagesAreNamedByTheirSubject =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..manager..");

  @ArchTest
  static final ArchRule classesAreNamedByTheirSubject =
      noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?|Manager)");

  @Test
  void everyPackageIsDocumented() {
    assertThat(packages())
        .allSatisfy(
            (path, classes) -> assertThat(path.resolve("package-info.java")).isRegularFile());
  }

  @Test
  void packagesAreSmall() {
    assertThat(packages())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            (path, classes) -> assertThat(classes).as("%s", path).isLessThanOrEqualTo(MAX_CLASSES));
  }

  /** The number of source files in each package. */
  private static Map<Path, Integer> packages() {
    Path sources = Path.of("src", "main", "java");
    try (Stream<Path> files = Files.walk(sources)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.endsWith("package-info.java"))
          .collect(Collectors.toMap(Path::getParent, file -> 1, Integer::sum, TreeMap::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DescribedPredicate<JavaClass> in(String packages) {
    return JavaClass.Predicates.resideInAPackage(packages);
  }

  private static DescribedPredicate<JavaClass> ofThisProjectOutside(String... packages) {
    return in("org.melange..")
        .and(DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages)))
        .as("classes of other packages");
  }

  private static DescribedPredicate<JavaClass> tensors() {
    return in("ai.djl..")
        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(ai.djl.Device.class)))
        .as("tensors of DJL");
  }
}
