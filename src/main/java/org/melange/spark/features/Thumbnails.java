package org.melange.spark.features;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.ImageSettings;
import org.melange.corpus.ImageRef;
import org.melange.image.RgbImage;
import org.melange.image.Thumbnail;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Small copies of the images of a few rows, for pages. Images are read under the same rules as
 * those that the model sees. An image that cannot be read has no thumbnail.
 */
public final class Thumbnails {

  /** The longer side, in pixels. */
  private static final int SIDE = 192;

  /** A JPEG of this size has a few kilobytes. */
  private static final int MAX_BYTES = 16_000;

  private static final StructType ADDED = StructType.fromDDL("thumbnail string");

  private Thumbnails() {}

  /**
   * Adds {@code thumbnail}, the first image as a {@code data:} URI, in place of {@code images}.
   *
   * @param rows with {@code images} as in {@link org.melange.spark.row.Schemas#POST}; few
   * @param root what relative URIs are relative to
   * @param images which files may be read
   */
  public static Dataset<Row> of(Dataset<Row> rows, String root, ImageSettings images) {
    StructType schema = Schemas.concat(rows.schema(), ADDED);
    return rows.map(
            new Shrink(PathResolver.absolute(root), EncoderSpec.ImageSpec.of(images)),
            Encoders.row(schema))
        .drop("images");
  }

  /** Adds the thumbnail of one row. */
  static final class Shrink implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final String root;
    private final EncoderSpec.ImageSpec images;
    private transient ImageLoader loader;

    Shrink(String root, EncoderSpec.ImageSpec images) {
      this.root = root;
      this.images = images;
    }

    @Override
    public Row call(Row row) {
      List<ImageRef> refs = PostCodec.images(row);
      String uri = refs.isEmpty() ? null : thumbnail(refs.get(0)).orElse(null);
      return Rows.append(row, ADDED, uri);
    }

    private Optional<String> thumbnail(ImageRef image) {
      Optional<RgbImage> decoded =
          loader().load(image).fold(ok -> Optional.of(ok.image()), failed -> Optional.empty());
      return decoded
          .flatMap(pixels -> Thumbnail.jpeg(pixels, SIDE, MAX_BYTES))
          .map(jpeg -> "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg));
    }

    private ImageLoader loader() {
      if (loader == null) {
        loader = images.loader(root, 0);
      }
      return loader;
    }
  }
}
