package org.melange.spark;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Replaces the features of entities by {@code row}: what an entity table holds of each. */
public final class EntityCompiler extends ModelStage {

  private static final long serialVersionUID = 1L;
  private static final StructType ADDED = new StructType().add(Schemas.TABLE.apply("row"));
  private static final List<String> FEATURES = List.of(Schemas.FEATURES.fieldNames());

  /** A stage called {@code uid}. */
  public EntityCompiler(String uid) {
    super(uid);
  }

  /** A stage with a name of its own. */
  public EntityCompiler() {
    this(Identifiable$.MODULE$.randomUID("compiler"));
  }

  /** Reads a saved stage. */
  public static MLReader<EntityCompiler> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public StructType transformSchema(StructType input) {
    require("EntityCompiler", input, Schemas.FEATURES.fields());
    return added("EntityCompiler", Schemas.without(input, FEATURES), ADDED);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> entities) {
    StructType schema = transformSchema(entities.schema());
    return entities.toDF().mapPartitions(new Compile(modelRef(), rows()), Encoders.row(schema));
  }

  /** Compiles batch by batch. */
  static final class Compile implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final int batchSize;

    Compile(ModelRef model, int batchSize) {
      this.model = model;
      this.batchSize = batchSize;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> entities) {
      return new Batches<>(entities, batchSize, this::rows);
    }

    private List<Row> rows(List<Row> batch) {
      return Rows.zip(
          batch,
          model.load().entityRows(batch.stream().map(FeatureCodec::features).toList()),
          (entity, row) -> Rows.append(Rows.without(entity, FEATURES), ADDED, Floats.toBytes(row)));
    }
  }
}
