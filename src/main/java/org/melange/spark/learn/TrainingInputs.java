package org.melange.spark.learn;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.config.Settings;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.LinkingModel;
import org.melange.spark.features.ClipFeatures;
import org.melange.spark.features.EncodedBatches;
import org.melange.spark.features.EncoderSpec;
import org.melange.spark.features.InputAblation;
import org.melange.spark.features.PreparedRow;
import org.melange.spark.io.JobDescription;
import org.melange.spark.io.PathResolver;
import org.melange.spark.model.GpuResourceProfile;
import org.melange.spark.model.ModelRef;
import org.melange.spark.row.Rows;
import org.melange.train.data.ClipInput;
import org.melange.train.data.ClipInputCodec;
import org.melange.train.data.FrozenCodec;
import org.melange.train.data.RecordCodec;
import org.melange.train.data.RecordFile;
import org.melange.train.data.RecordStore;

/**
 * What a training reads of mentions and entities, computed on the executors: {@code key}, {@code
 * record}, and {@code image_status} as {@link ClipFeatures} gives it.
 */
public final class TrainingInputs {

  private static final StructType SCHEMA =
      new StructType()
          .add("key", DataTypes.StringType)
          .add("record", DataTypes.BinaryType)
          .add("image_status", DataTypes.StringType);

  private TrainingInputs() {}

  /**
   * Which rows, and what of them.
   *
   * @param key column that names a row
   * @param entities whether rows are entities (else mentions), as for {@link ClipFeatures}
   * @param imagesRoot what relative image URIs are relative to
   * @param frozen whether to give what CLIP makes of the inputs; else the inputs themselves
   */
  public record Request(String key, boolean entities, String imagesRoot, boolean frozen)
      implements java.io.Serializable {

    /** Makes the root absolute. */
    public Request {
      imagesRoot = PathResolver.absolute(imagesRoot);
    }
  }

  /**
   * Rows of {@code key, record, image_status}; records are {@link FrozenCodec}'s or {@link
   * ClipInputCodec}'s.
   *
   * @throws org.melange.run.JobException if a GPU is asked for and tasks are given none
   */
  public static Dataset<Row> of(
      Dataset<Row> rows, Request request, String model, Settings settings) {
    EncoderSpec spec =
        EncoderSpec.of(
            ModelRef.of(model, settings.features()),
            request.entities(),
            request.imagesRoot(),
            settings);
    return GpuResourceProfile.mapPartitions(
        InputAblation.on(rows, spec.model().uri()),
        new Prepare(spec, request.key(), request.frozen()),
        Encoders.row(SCHEMA),
        settings.features().device(),
        settings.features().taskGpus());
  }

  /**
   * Brings the records to this machine.
   *
   * @param records rows with {@code key, record}
   * @param file where to put them
   */
  public static <E> RecordStore<E> collect(Dataset<Row> records, Path file, RecordCodec<E> codec) {
    return collect(records, file, codec, row -> true);
  }

  /**
   * The same of some rows.
   *
   * @param wanted is shown each row, on this machine, in order
   */
  public static <E> RecordStore<E> collect(
      Dataset<Row> records, Path file, RecordCodec<E> codec, Predicate<Row> wanted) {
    RecordFile<E> into = RecordFile.create(file, codec);
    List<String> keys = new ArrayList<>();
    JobDescription.during(
        records.sparkSession(),
        "Prepare training inputs",
        () ->
            records
                .toLocalIterator()
                .forEachRemaining(
                    row -> {
                      if (wanted.test(row)) {
                        keys.add(row.getAs("key"));
                        into.append(row.getAs("record"));
                      }
                    }));
    return new RecordStore<>(into, keys);
  }

  /** Prepares batch by batch. */
  static final class Prepare implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;
    private final String key;
    private final boolean frozen;

    Prepare(EncoderSpec spec, String key, boolean frozen) {
      this.spec = spec;
      this.key = key;
      this.frozen = frozen;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return frozen
          ? new EncodedBatches<>(rows, spec, this::features)
          : new EncodedBatches<>(rows, spec.withoutCache(), this::inputs);
    }

    private List<Row> features(LinkingModel model, FeatureCache cache, List<PreparedRow> batch) {
      return Rows.zip(
          batch,
          model.encoder().encodeFrozen(PreparedRow.texts(batch), PreparedRow.images(batch), cache),
          (row, features) -> row(row, FrozenCodec.like(features), features));
    }

    private List<Row> inputs(LinkingModel model, FeatureCache cache, List<PreparedRow> batch) {
      return batch.stream()
          .map(
              row -> {
                ClipTokenizer.Encoded text = row.text().tokens();
                float[] pixels = model.encoder().pixels(row.image().input());
                return row(
                    row,
                    new ClipInputCodec(text.ids().length, pixels.length),
                    new ClipInput(text.ids(), text.length(), pixels));
              })
          .toList();
    }

    private <E> Row row(PreparedRow row, RecordCodec<E> codec, E example) {
      ByteBuffer buffer = ByteBuffer.allocate(codec.bytes());
      codec.write(example, buffer);
      return Rows.of(SCHEMA, row.row().getAs(key), buffer.array(), row.image().status());
    }
  }
}
