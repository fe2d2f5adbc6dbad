package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The class paths that jobs are started with, as the build laid them down. */
class ClassPathTest {

  @Test
  void theApplicationBringsNothingThatSparkHas() throws IOException {
    assertThat(jars("application")).isNotEmpty().doesNotContainAnyElementsOf(jars("spark"));
    assertThat(jars("application"))
        .noneMatch(
            jar ->
                jar.matches(
                    "(netty-(?!nio-client)|jackson-|scala-|slf4j-|log4j-|commons-|spark-(?!hadoop-cloud)).*"));
  }

  @Test
  void sparkIsWhole() throws IOException {
    assertThat(jars("spark"))
        .anyMatch(jar -> jar.startsWith("netty-common-"))
        .anyMatch(jar -> jar.startsWith("jackson-databind-"))
        .anyMatch(jar -> jar.startsWith("slf4j-api-"))
        .anyMatch(jar -> jar.startsWith("commons-codec-"));
  }

  private static List<String> jars(String name) throws IOException {
    String path = Files.readString(Path.of("target", "classpath", name)).strip();
    return Arrays.stream(path.split(File.pathSeparator))
        .map(file -> Path.of(file).getFileName().toString())
        .toList();
  }
}
