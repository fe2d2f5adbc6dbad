package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.spark.row.PostCodec;
import org.melange.testing.LocalSpark;

/** Images of entities, and the content hashes that they are part of. */
class EntityImagesTest {

  @TempDir private Path dir;

  @BeforeEach
  void writeImage() throws IOException {
    Files.write(dir.resolve("a.png"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(dir.resolve("a.png"), FileTime.fromMillis(1_000_000));
  }

  private static Dataset<Row> entities(String... images) {
    return LocalSpark.rows(
        "qid string, images array<string>, content_hash string",
        java.util.Arrays.stream(images)
            .map(
                image ->
                    "{\"qid\": \"Q1\", \"images\": [%s], \"content_hash\": \"h\"}".formatted(image))
            .toList());
  }

  private List<String> hashes(String... images) {
    return EntityImages.stamped(entities(images), dir.toString(), Settings.defaults().images())
        .collectAsList()
        .stream()
        .map(row -> row.<String>getAs("content_hash"))
        .toList();
  }

  @Test
  void urisBecomeImagesAsPostsHaveThem() {
    List<Row> rows = EntityImages.structs(entities("\"a.png\", \"b.png\"", "")).collectAsList();
    assertThat(PostCodec.list(rows.get(0), "images"))
        .extracting(image -> image.<String>getAs("uri"), image -> image.<byte[]>getAs("bytes"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a.png", null),
            org.assertj.core.groups.Tuple.tuple("b.png", null));
    assertThat(PostCodec.images(rows.get(1))).isEmpty();
  }

  @Test
  void anImageThatWasReplacedIsAnotherContent() throws IOException {
    String first = hashes("\"a.png\"").get(0);
    assertThat(first).hasSize(64).isNotEqualTo("h");
    assertThat(hashes("\"a.png\"")).containsExactly(first);
    Files.setLastModifiedTime(dir.resolve("a.png"), FileTime.fromMillis(2_000_000));
    String touched = hashes("\"a.png\"").get(0);
    assertThat(touched).isNotEqualTo(first);
    Files.write(dir.resolve("a.png"), new byte[] {1, 2, 3, 4});
    Files.setLastModifiedTime(dir.resolve("a.png"), FileTime.fromMillis(2_000_000));
    assertThat(hashes("\"a.png\"").get(0)).isNotIn(first, touched);
  }

  @Test
  void whatHasNeitherLengthNorTimeChangesNothing() {
    assertThat(hashes("", "\"absent.png\"", "\"https://example.org/a.png\"", "\"data:,x\""))
        .containsExactly("h", "h", "h", "h");
  }

  @Test
  void onlyTheFirstImageCounts() {
    assertThat(hashes("\"a.png\", \"absent.png\"")).isEqualTo(hashes("\"a.png\""));
    assertThat(hashes("\"absent.png\", \"a.png\"")).containsExactly("h");
  }
}
