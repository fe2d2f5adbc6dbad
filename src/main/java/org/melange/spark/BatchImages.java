package org.melange.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.melange.clip.ImageOutcome;
import org.melange.clip.RgbImage;
import org.melange.corpus.ImageRef;

/**
 * The images of a batch of rows, each URI read once.
 *
 * @param images the first image of each row, if it has one that can be used
 * @param statuses {@code none}, {@code ok}, or the code of what is wrong with it
 */
record BatchImages(List<Optional<RgbImage>> images, List<String> statuses) {

  static BatchImages of(List<Row> rows, ImageLoader loader) {
    BatchImages batch = new BatchImages(new ArrayList<>(), new ArrayList<>());
    Map<ImageRef, ImageOutcome> read = new HashMap<>();
    for (Row row : rows) {
      List<ImageRef> refs = PostCodec.images(row);
      if (refs.isEmpty()) {
        batch.add(Optional.empty(), "none");
      } else {
        batch.add(read.computeIfAbsent(refs.get(0), loader::load));
      }
    }
    return batch;
  }

  private void add(ImageOutcome outcome) {
    add(
        outcome.fold(decoded -> Optional.of(decoded.image()), failed -> Optional.empty()),
        outcome.fold(decoded -> "ok", failed -> failed.fault().code()));
  }

  private void add(Optional<RgbImage> image, String status) {
    images.add(image);
    statuses.add(status);
  }
}
