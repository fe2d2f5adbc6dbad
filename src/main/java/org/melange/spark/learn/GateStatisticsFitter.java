package org.melange.spark.learn;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.melange.config.FeatureSettings;
import org.melange.link.model.LinkingModel;
import org.melange.mmoe.GateStatistics;
import org.melange.mmoe.Side;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.FeatureCodec;
import org.melange.spark.io.JobDescription;
import org.melange.spark.model.GpuResourceProfile;
import org.melange.spark.model.ModelCache;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.BatchingIterator;

/** Fits the statistics of the published gate: the mean of the active scores over a data set. */
public final class GateStatisticsFitter {

  private GateStatisticsFitter() {}

  /**
   * Statistics over all rows of both sides.
   *
   * @param mentions with the features that {@link ClipFeatures} adds
   * @param entities likewise
   * @param model directory of the model that made the features
   */
  public static GateStatistics fit(
      Dataset<Row> mentions, Dataset<Row> entities, String model, FeatureSettings features) {
    ModelRef ref = ModelRef.of(model, features);
    int experts = ModelCache.config(model).matcher().experts();
    GateStatistics.Accumulator all = new GateStatistics.Accumulator(experts);
    int batch = features.batchSize();
    observe(mentions, new Observe(ref, Side.MENTION, batch), features).forEach(all::merge);
    observe(entities, new Observe(ref, Side.ENTITY, batch), features).forEach(all::merge);
    return all.freeze();
  }

  /** One accumulator a partition, in the order of partitions, so that sums are rounded alike. */
  private static List<GateStatistics.Accumulator> observe(
      Dataset<Row> rows, Observe function, FeatureSettings features) {
    Dataset<GateStatistics.Accumulator> observed =
        GpuResourceProfile.mapPartitions(
            rows,
            function,
            Encoders.javaSerialization(GateStatistics.Accumulator.class),
            features.device(),
            features.taskGpus());
    return JobDescription.during(
        rows.sparkSession(), "Fit the gate statistics", observed::collectAsList);
  }

  /** Observes a partition. */
  static final class Observe implements MapPartitionsFunction<Row, GateStatistics.Accumulator> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final Side side;
    private final int batchSize;

    Observe(ModelRef model, Side side, int batchSize) {
      this.model = model;
      this.side = side;
      this.batchSize = batchSize;
    }

    @Override
    public Iterator<GateStatistics.Accumulator> call(Iterator<Row> rows) {
      LinkingModel loaded = model.load();
      GateStatistics.Accumulator seen =
          new GateStatistics.Accumulator(loaded.config().matcher().experts());
      new BatchingIterator<Row, Object>(
              rows,
              batchSize,
              batch -> {
                loaded.observe(batch.stream().map(FeatureCodec::features).toList(), side, seen);
                return List.of();
              })
          .forEachRemaining(nothing -> {});
      return List.of(seen).iterator();
    }
  }
}
