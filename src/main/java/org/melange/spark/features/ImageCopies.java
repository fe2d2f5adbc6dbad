package org.melange.spark.features;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.ImageSettings;
import org.melange.corpus.ImageRef;
import org.melange.run.Sha256;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.PostCodec;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Copies of the images of a few posts in a directory. Files are copied as they are, also if they
 * cannot be decoded, so that the copies have the same outcome. An image that must not be read, or
 * cannot be, is not copied.
 */
public final class ImageCopies {

  private static final StructType ADDED = StructType.fromDDL("image_file string");
  private static final int NAME_DIGITS = 24;

  private ImageCopies() {}

  /**
   * Adds {@code image_file}, the name of the copy of the first image, in place of {@code images};
   * null without one.
   *
   * @param rows with {@code post_id}, and {@code images} as in {@link Schemas#POST}
   * @param root what relative URIs are relative to
   * @param images which files may be read
   * @param directory where the copies are written
   */
  public static Dataset<Row> of(
      Dataset<Row> rows, String root, ImageSettings images, String directory) {
    return rows.map(
            new Copy(
                PathResolver.absolute(root),
                EncoderSpec.ImageSpec.of(images),
                PathResolver.absolute(directory)),
            Encoders.row(Schemas.concat(rows.schema(), ADDED)))
        .drop("images");
  }

  /** Copies the image of one row. */
  static final class Copy implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final String root;
    private final EncoderSpec.ImageSpec images;
    private final String directory;
    private transient ImageLoader loader;

    Copy(String root, EncoderSpec.ImageSpec images, String directory) {
      this.root = root;
      this.images = images;
      this.directory = directory;
    }

    @Override
    public Row call(Row row) throws IOException {
      List<ImageRef> refs = PostCodec.images(row);
      Optional<byte[]> file =
          refs.isEmpty()
              ? Optional.empty()
              : loader().fetch(refs.get(0)).fold(Optional::of, failed -> Optional.empty());
      String name = null;
      if (file.isPresent()) {
        name = Sha256.of(row.<String>getAs("post_id")).substring(0, NAME_DIGITS);
        write(name, file.get());
      }
      return Rows.append(row, ADDED, name);
    }

    /** A task that is repeated writes the same file again. */
    private void write(String name, byte[] file) throws IOException {
      Path path = new Path(directory, name);
      try (FSDataOutputStream out = HadoopFiles.fileSystem(path).create(path, true)) {
        out.write(file);
      }
    }

    private ImageLoader loader() {
      if (loader == null) {
        loader = images.loader(root, 0);
      }
      return loader;
    }
  }
}
