package org.melange.spark.features;

import static org.apache.spark.sql.functions.expr;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.config.ImageSettings;
import org.melange.link.table.ChecksumVerification;
import org.melange.spark.io.PathResolver;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** Images of entities as {@link ClipFeatures} reads them, and their part in content hashes. */
public final class EntityImages {

  private EntityImages() {}

  /** {@code images} from URIs to structs of {@link Schemas#IMAGE}. */
  public static Dataset<Row> structs(Dataset<Row> entities) {
    return entities.withColumn(
        "images",
        expr("transform(images, i -> named_struct('uri', i, 'bytes', cast(null as binary)))"));
  }

  /**
   * Adds length and modification time of an entity's first image to its {@code content_hash}, so
   * that a replaced image changes the hash. An image without them, because it is missing or on the
   * web, changes nothing.
   *
   * @param entities with {@code images} as URIs
   * @param root what relative URIs are relative to
   * @param images which files may be read
   */
  public static Dataset<Row> stamped(Dataset<Row> entities, String root, ImageSettings images) {
    return entities.map(
        new Stamp(PathResolver.absolute(root), EncoderSpec.ImageSpec.of(images)),
        Encoders.row(entities.schema()));
  }

  /** Stamps one entity. */
  static final class Stamp implements MapFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final String root;
    private final EncoderSpec.ImageSpec images;
    private transient ImageLoader loader;

    Stamp(String root, EncoderSpec.ImageSpec images) {
      this.root = root;
      this.images = images;
    }

    @Override
    public Row call(Row entity) {
      List<String> uris = entity.getList(entity.fieldIndex("images"));
      return uris.isEmpty()
          ? entity
          : loader().stamp(uris.get(0)).map(stamp -> with(entity, stamp)).orElse(entity);
    }

    private ImageLoader loader() {
      if (loader == null) {
        loader = images.loader(root, 0);
      }
      return loader;
    }

    private static Row with(Row entity, String stamp) {
      Object[] values = new Object[entity.length()];
      for (int i = 0; i < values.length; i++) {
        values[i] = entity.get(i);
      }
      int hash = entity.fieldIndex("content_hash");
      byte[] content = (values[hash] + " " + stamp).getBytes(StandardCharsets.UTF_8);
      values[hash] = ChecksumVerification.sha256(ByteBuffer.wrap(content));
      return Rows.of(entity.schema(), values);
    }
  }
}
