package org.melange.spark.features;

import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.config.ImageSettings;
import org.melange.corpus.MimicPostParser;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.Rows;

/**
 * Finds the image files of posts in MIMIC's layout: the published directories of images hold {@code
 * name.jpg} where a record names {@code name.suffix}. A file that exists under the name of the
 * record is used as it is.
 */
public final class ReleasedImageNames {

  private static final String IMAGES = "images";

  private ReleasedImageNames() {}

  /**
   * {@code posts} whose images have the name of the file that exists; the name of the record where
   * none does.
   *
   * @param posts with {@code images} as in {@link org.melange.spark.row.Schemas#POST}, or null
   * @param root what relative URIs are relative to
   * @param images which files may be read
   */
  public static Dataset<Row> found(Dataset<Row> posts, String root, ImageSettings images) {
    return posts.map(
        new Find(PathResolver.absolute(root), EncoderSpec.ImageSpec.of(images)),
        Encoders.row(posts.schema()));
  }

  /** Finds the files of one post. */
  static final class Find implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final String root;
    private final EncoderSpec.ImageSpec images;
    private transient ImageLoader loader;

    Find(String root, EncoderSpec.ImageSpec images) {
      this.root = root;
      this.images = images;
    }

    @Override
    public Row call(Row post) {
      int column = post.fieldIndex(IMAGES);
      if (post.isNullAt(column)) {
        return post;
      }
      List<Row> named = post.getList(column);
      return Rows.with(post, IMAGES, Rows.array(named.stream().map(this::found).toList()));
    }

    private Row found(Row image) {
      Optional<String> uri = Optional.ofNullable(image.getAs("uri"));
      return uri.map(MimicPostParser::releasedImage)
          .filter(name -> !name.equals(uri.get()))
          .filter(name -> !exists(uri.get()) && exists(name))
          .map(name -> Rows.with(image, "uri", name))
          .orElse(image);
    }

    private boolean exists(String uri) {
      if (loader == null) {
        loader = images.loader(root, 0);
      }
      return loader.stamp(uri).isPresent();
    }
  }
}
