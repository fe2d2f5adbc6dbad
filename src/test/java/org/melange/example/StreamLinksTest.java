package org.melange.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.melange.spark.store.StoreFixture.deleted;
import static org.melange.spark.store.StoreFixture.post;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.spark.store.LinkStore;
import org.melange.spark.store.StoreFixture;
import org.melange.testing.LocalSpark;

/** The example of a streaming query runs, and the document shows it. */
class StreamLinksTest {

  @TempDir private Path dir;

  @Test
  void aBatchThatIsDeliveredTwiceChangesNothing() throws Exception {
    Path posts = Files.createDirectory(dir.resolve("posts"));
    Files.write(posts.resolve("1.jsonl"), List.of(post("1", "Tbilisi"), post("2", "Guatemala")));
    run();
    assertThat(mentions()).containsExactly("1 Tbilisi", "2 Guatemala");
    Files.write(posts.resolve("2.jsonl"), List.of(post("3", "Tbilisi"), deleted("2")));
    run();
    assertThat(mentions()).containsExactly("1 Tbilisi", "3 Tbilisi");
    List<Row> links = store().links().orderBy("post_id").collectAsList();
    String version = store().version();
    // The last checkpoint is lost, so the last batch comes again.
    Files.delete(dir.resolve("checkpoint/commits/1"));
    Files.delete(dir.resolve("checkpoint/commits/.1.crc"));
    run();
    assertThat(store().version()).isEqualTo(version);
    assertThat(store().links().orderBy("post_id").collectAsList()).isEqualTo(links);
  }

  private void run() throws Exception {
    LocalSpark.session();
    StreamLinks.main(
        new String[] {
          dir.resolve("posts").toString(),
          StoreFixture.kb(),
          dir.resolve("links").toString(),
          dir.resolve("checkpoint").toString()
        });
  }

  private LinkStore store() {
    return LinkStore.open(LocalSpark.session(), dir.resolve("links").toString());
  }

  private List<String> mentions() {
    return store().links().orderBy("post_id").collectAsList().stream()
        .map(row -> row.getAs("post_id") + " " + row.getAs("mention"))
        .toList();
  }

  @Test
  void theDocumentShowsTheProgramAsItIsCompiled() throws IOException {
    String program =
        Files.readString(Path.of("src/test/java/org/melange/example/StreamLinks.java"));
    assertThat(Files.readString(Path.of("src/site/markdown/library.md")))
        .contains("```java\n" + program + "```\n");
  }
}
