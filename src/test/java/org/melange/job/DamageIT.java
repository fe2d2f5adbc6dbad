package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/**
 * Every file of a knowledge base, a model and an entity table, damaged in every way: {@code
 * annotate} names the file and links nothing.
 */
@Tag("chaos")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DamageIT {

  private static final SmallWorld WORLD = SmallWorld.get();

  @TempDir private Path dir;
  private Path posts;

  /** What happens to a file. */
  enum Damage {
    DELETED {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    },
    EMPTIED {
      @Override
      void to(Path file) throws IOException {
        Files.write(file, new byte[0]);
      }
    },
    TRUNCATED {
      @Override
      void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    BIT_FLIPPED {
      @Override
      void to(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    };

    abstract void to(Path file) throws IOException;
  }

  @BeforeAll
  void writePosts(@TempDir Path input) throws IOException {
    posts =
        Files.writeString(
            input.resolve("posts.jsonl"),
            "{\"post_id\": \"1\", \"text\": \"Fans in Georgia last night\"}\n");
  }

  static Stream<Arguments> damages() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (String name : List.of("kb", "model", "table")) {
      for (Path file : files(WORLD.root().resolve(name))) {
        for (Damage damage : Damage.values()) {
          all.add(Arguments.of(name, file.toString(), damage));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0}/{1} {2}")
  @MethodSource("damages")
  void damageIsNamedBeforeAnythingIsLinked(String name, String file, Damage damage)
      throws IOException {
    Path copy = SmallWorld.copy(WORLD.root().resolve(name).toString(), dir.resolve(name));
    damage.to(copy.resolve(file));
    assertThatThrownBy(() -> annotate(name))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.INPUT))
        .hasMessageContaining(copy.toString())
        .hasMessageFindingMatch(
            Pattern.quote(Path.of(file).getFileName().toString()) + "|did not finish");
    assertThat(dir.resolve("out/links")).doesNotExist();
  }

  @Test
  void filesThatNoManifestListsChangeNothing() throws IOException {
    annotate("none");
    List<String> links = links();
    for (String name : List.of("kb", "model", "table")) {
      Path copy = SmallWorld.copy(WORLD.root().resolve(name).toString(), dir.resolve(name));
      for (Path part : files(copy)) {
        if (part.toString().endsWith(".parquet")) {
          Path stray = copy.resolve(part).resolveSibling("stray-" + part.getFileName());
          Files.copy(copy.resolve(part), stray);
        }
      }
      annotate(name);
      assertThat(links()).as(name).isEqualTo(links);
    }
  }

  private void annotate(String damaged) {
    SmallWorld.run(
        new AnnotateJob(),
        "--posts",
        posts.toString(),
        "--kb",
        path("kb", damaged),
        "--model",
        path("model", damaged),
        "--table",
        path("table", damaged),
        "--out",
        dir.resolve("out").toString(),
        "--overwrite",
        "--allow-untrained");
  }

  private String path(String name, String damaged) {
    return (name.equals(damaged) ? dir : WORLD.root()).resolve(name).toString();
  }

  private List<String> links() {
    return org.melange.testing.LocalSpark.session()
        .read()
        .parquet(dir.resolve("out/links").toString())
        .drop("run_id", "linked_at", "kb_version")
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  /** The files that a job reads back. */
  private static List<Path> files(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().matches("[._].*"))
          .filter(file -> !file.startsWith(root.resolve("quarantine")))
          .map(root::relativize)
          .sorted()
          .toList();
    }
  }
}
