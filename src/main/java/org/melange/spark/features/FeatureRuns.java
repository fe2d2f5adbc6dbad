package org.melange.spark.features;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.melange.config.Settings;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.LinkingModel;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.BatchingIterator;

/**
 * The parts of the feature stage by themselves and together, to be timed. Rows are mentions as
 * {@link ClipFeatures} takes them.
 */
public final class FeatureRuns {

  private final EncoderSpec spec;
  private final LinkingModel model;

  /** Runs with the model at {@code directory}. */
  public FeatureRuns(String directory, Settings settings) {
    spec = EncoderSpec.of(ModelRef.of(directory, settings.features()), false, ".", settings);
    model = spec.model().load();
  }

  /** Fetches, decodes and resizes the images, by the fetching threads. */
  public void inputs(List<Row> rows) {
    inputs(rows.iterator()).forEachRemaining(row -> {});
  }

  private PreparedRows inputs(Iterator<Row> rows) {
    return new PreparedRows(rows, spec, model.encoder(), new FeatureCache(0), 2 * spec.batchSize());
  }

  /** What {@link #forward} is given: the rows prepared, batch by batch. */
  public Prepared prepared(List<Row> rows) {
    List<List<PreparedRow>> batches = new ArrayList<>();
    new BatchingIterator<>(inputs(rows.iterator()), spec.batchSize(), List::of)
        .forEachRemaining(batches::add);
    return new Prepared(batches);
  }

  /** Rows with their images in memory. */
  public static final class Prepared {
    private final List<List<PreparedRow>> batches;

    private Prepared(List<List<PreparedRow>> batches) {
      this.batches = batches;
    }
  }

  /** The model alone, on batches that are ready. */
  public void forward(Prepared prepared) {
    for (List<PreparedRow> batch : prepared.batches) {
      model.features(PreparedRow.texts(batch), PreparedRow.images(batch), new FeatureCache(0));
    }
  }

  /** All of it in a loop of this thread, without Spark. */
  public void loop(List<Row> rows) {
    try (EncodedBatches<Row> encoded =
        new EncodedBatches<>(rows.iterator(), spec.withoutCache(), ClipFeatures.Encode::rows)) {
      encoded.forEachRemaining(row -> {});
    }
  }

  /** All of it as a stage of Spark. */
  public static void stage(Dataset<Row> rows, String directory, Settings settings) {
    ClipFeatures.ofMentions(directory, ".", settings)
        .transform(rows)
        .write()
        .format("noop")
        .mode("overwrite")
        .save();
  }
}
