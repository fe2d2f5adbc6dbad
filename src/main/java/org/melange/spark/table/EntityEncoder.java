package org.melange.spark.table;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.link.table.Precision;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.model.ModelRef;
import org.melange.spark.model.ModelTransformer;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.FloatBytes;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;
import org.melange.spark.row.ValueCounts;

/** Replaces the features of entities by {@code row}, their row of an entity table. */
public final class EntityEncoder extends ModelTransformer<EntityEncoder> {

  private static final long serialVersionUID = 1L;
  private static final StructType ADDED = new StructType().add(Schemas.TABLE.apply("row"));
  private static final List<String> FEATURES = List.of(Schemas.FEATURES.fieldNames());

  private final Param<String> rowPrecision =
      new Param<>(this, "rowPrecision", "what vectors are rounded to", EntityEncoder::isPrecision);

  private transient ValueCounts images;

  /** A stage called {@code uid}. */
  public EntityEncoder(String uid) {
    super(uid);
    setDefault(rowPrecision, Precision.FLOAT32.code());
  }

  /** A stage with a random uid. */
  public EntityEncoder() {
    this(Identifiable$.MODULE$.randomUID("compiler"));
  }

  /** Reads a saved stage. */
  public static MLReader<EntityEncoder> read() {
    return new DefaultParamsReader<>();
  }

  /** What vectors are rounded to: float32, float16 or int8. */
  public Param<String> rowPrecision() {
    return rowPrecision;
  }

  /** Sets {@link #rowPrecision()}. */
  public EntityEncoder setRowPrecision(Precision value) {
    return with(rowPrecision, value.code());
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityCompiler", input, Schemas.FEATURES.fields());
    return added("EntityCompiler", Schemas.without(input, FEATURES), ADDED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> entities) {
    StructType schema = transformSchema(entities.schema());
    images = new ValueCounts();
    entities.sparkSession().sparkContext().register(images, "entities by image_status");
    return entities
        .toDF()
        .mapPartitions(
            new Compile(modelRef(), rows(), getOrDefault(rowPrecision), images),
            Encoders.row(schema));
  }

  /**
   * How many entities have each {@code image_status}, of what was computed of the last {@link
   * #transform} so far. Entities that were compiled twice, after a failure, are counted twice.
   */
  public Map<String, Long> images() {
    return images == null ? Map.of() : images.value();
  }

  private static boolean isPrecision(String code) {
    return Arrays.stream(Precision.values()).anyMatch(value -> value.code().equals(code));
  }

  /** Compiles batch by batch. */
  static final class Compile implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final int batchSize;
    private final String precision;
    private final ValueCounts images;

    Compile(ModelRef model, int batchSize, String precision, ValueCounts images) {
      this.model = model;
      this.batchSize = batchSize;
      this.precision = precision;
      this.images = images;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> entities) {
      RowSharing sharing = new RowSharing(this::computed);
      return new BatchingIterator<>(entities, batchSize, batch -> rows(batch, sharing));
    }

    private List<Row> rows(List<Row> batch, RowSharing sharing) {
      batch.forEach(entity -> images.add(entity.getAs("image_status")));
      return Rows.zip(
          batch,
          sharing.rows(batch),
          (entity, row) -> Rows.append(Rows.without(entity, FEATURES), ADDED, row));
    }

    private List<byte[]> computed(List<Row> entities) {
      return model
          .load()
          .entityRows(
              entities.stream().map(FeatureCodec::features).toList(), Precision.ofCode(precision))
          .stream()
          .map(FloatBytes::toBytes)
          .toList();
    }
  }
}
