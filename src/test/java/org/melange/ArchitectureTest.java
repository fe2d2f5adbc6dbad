package org.melange;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The rooms of the house and the doors between them. */
@AnalyzeClasses(packages = "org.melange", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String SPARK = "org.melange.spark..";
  private static final String JOB = "org.melange.job..";

  @ArchTest
  static final ArchRule sparkStaysInItsRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(SPARK, JOB)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "org.apache.hadoop..");

  @ArchTest
  static final ArchRule tensorsStayWhereModelsAre =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.melange.tensor..",
              "org.melange.clip..",
              "org.melange.mmoe..",
              "org.melange.link..",
              "org.melange.train..")
          .should()
          .dependOnClassesThat(tensors());

  @ArchTest
  static final ArchRule jobsAreTheRoof =
      noClasses().that().resideOutsideOfPackage(JOB).should().dependOnClassesThat(in(JOB));

  @ArchTest
  static final ArchRule stagesAreUsedByJobsOnly =
      noClasses()
          .that()
          .resideOutsideOfPackages(SPARK, JOB)
          .should()
          .dependOnClassesThat(in(SPARK));

  @ArchTest
  static final ArchRule onlyConfigReadsTheSurroundings =
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
  static final ArchRule onlyTwoRoomsSpeakHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.melange.enrich..", "org.melange.web..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..", "com.sun.net.httpserver..", "org.apache.hc..", "org.apache.http..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.HttpURLConnection");

  @ArchTest
  static final ArchRule theSampleIsPure =
      classes()
          .that()
          .resideInAPackage("org.melange.sample..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "org.melange.sample..",
              "org.melange.corpus..",
              "org.melange.kb..",
              "com.fasterxml.jackson..",
              "java..",
              "javax.imageio..");

  @ArchTest
  static final ArchRule recordsOfTheCorpusKnowNobody =
      noClasses()
          .that()
          .resideInAPackage("org.melange.corpus..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("org.melange..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAPackage("org.melange.corpus..")))
                  .as("other rooms"));

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("org.melange.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule packagesAreNamedAfterWhatTheyHold =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..manager..");

  @ArchTest
  static final ArchRule classesAreNamedAfterWhatTheyAre =
      noClasses().should().haveNameMatching(".*(Impl|Utils?|Helpers?|Manager)");

  private static DescribedPredicate<JavaClass> in(String packages) {
    return JavaClass.Predicates.resideInAPackage(packages);
  }

  /** All of DJL but {@code Device}, which names hardware. */
  private static DescribedPredicate<JavaClass> tensors() {
    return JavaClass.Predicates.resideInAPackage("ai.djl..")
        .and(DescribedPredicate.not(JavaClass.Predicates.equivalentTo(ai.djl.Device.class)))
        .as("tensors of DJL");
  }
}
