package org.melange.spark.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An update from very many files, each with one post. */
@Tag("chaos")
class ManyFilesIT {

  private static final int DIRECTORIES = 100;
  private static final int FILES = 1000;

  @TempDir Path dir;

  @Test
  void postsInAHundredThousandFilesAreLinkedOnce() throws IOException {
    for (int i = 0; i < DIRECTORIES; i++) {
      Path directory = Files.createDirectories(dir.resolve("posts/" + i));
      for (int j = 0; j < FILES; j++) {
        String text = j % 100 == 0 ? "Georgia" : "no name";
        Files.writeString(
            directory.resolve(j + ".jsonl"), StoreFixture.post(i + "-" + j, text) + "\n");
      }
    }
    StoreFixture fixture = StoreFixture.in(dir, "run.shard-posts=100000");
    LinkStore store = fixture.store(dir.resolve("table").toString());
    UpdateInput posts = fixture.files(dir.resolve("posts").toString());
    UpdateResult result = fixture.update(store).run(posts);
    assertThat(result.counts()).containsEntry("posts_new", (long) DIRECTORIES * FILES);
    assertThat(store.posts().select("post_id").distinct().count()).isEqualTo(DIRECTORIES * FILES);
    assertThat(store.links().count()).isEqualTo(DIRECTORIES * FILES / 100);
    UpdateResult again = fixture.update(store).run(posts);
    assertThat(again.counts()).containsEntry("posts_unchanged", (long) DIRECTORIES * FILES);
    assertThat(again.shards()).isZero();
  }
}
