package org.melange.spark.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.config.Settings;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.PostSource;
import org.melange.testing.LocalSpark;

/** The image files of data sets in MIMIC's layout. */
class ReleasedImageNamesTest {

  @TempDir private Path dir;

  private Map<String, String> uris(String... more) throws IOException {
    List<String> records = new ArrayList<>();
    for (String path : List.of("a.JPG", "b.png", "c.x.jpeg", "d.jpg", "sub/e.gif", "f.png", "")) {
      records.add(
          "{\"id\": \"%s\", \"sentence\": \"Bob\", \"mentions\": \"Bob\", \"imgPath\": \"%s\"}"
              .formatted(path.isEmpty() ? "none" : path, path));
    }
    Files.writeString(dir.resolve("Set_train.json"), "[" + String.join(",", records) + "]");
    Settings settings = Settings.load(Optional.empty(), List.of(more));
    try (PostSource posts =
        new DataSet(dir.toString()).read(LocalSpark.session(), "train", settings, 2)) {
      Map<String, String> uris = new TreeMap<>();
      for (Row post : posts.posts().collectAsList()) {
        List<Row> images = post.getList(post.fieldIndex("images"));
        uris.put(post.getAs("post_id"), images.isEmpty() ? "" : images.get(0).getAs("uri"));
      }
      return uris;
    }
  }

  @Test
  void theReleasedNameIsTakenWhereTheNamedFileIsNotThere() throws IOException {
    Files.createDirectories(dir.resolve("sub"));
    for (String file : List.of("a.jpg", "b.png", "b.jpg", "c.jpg", "d.jpg", "sub/e.jpg")) {
      Files.writeString(dir.resolve(file), file);
    }
    assertThat(uris())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "a.JPG", "a.jpg",
                "b.png", "b.png",
                "c.x.jpeg", "c.jpg",
                "d.jpg", "d.jpg",
                "sub/e.gif", "sub/e.jpg",
                "f.png", "f.png",
                "none", ""));
  }

  @Test
  void filesAreLookedForWhereImagesAreRead() throws IOException {
    Files.writeString(dir.resolve("a.jpg"), "not the directory of images");
    Path images = Files.createDirectories(dir.resolve("images"));
    Files.writeString(images.resolve("b.jpg"), "b");
    assertThat(uris("posts.images-root=" + images))
        .containsEntry("a.JPG", "a.JPG")
        .containsEntry("b.png", "b.jpg");
  }
}
