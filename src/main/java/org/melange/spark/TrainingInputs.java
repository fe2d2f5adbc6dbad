package org.melange.spark;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.clip.ClipTokenizer;
import org.melange.clip.ImageLimits;
import org.melange.config.Settings;
import org.melange.link.Encoder;
import org.melange.link.FrozenFeatures;
import org.melange.train.ClipInput;
import org.melange.train.ClipInputCodec;
import org.melange.train.FrozenCodec;
import org.melange.train.RecordCodec;
import org.melange.train.RecordFile;
import org.melange.train.RecordSet;

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
      imagesRoot = Locations.absolute(imagesRoot);
    }
  }

  /** Rows of {@code key, record}; records are {@link FrozenCodec}'s or {@link ClipInputCodec}'s. */
  public static Dataset<Row> of(
      Dataset<Row> rows, Request request, String model, Settings settings) {
    Settings.Features features = settings.features();
    ModelRef ref =
        new ModelRef(model, Models.version(model), features.device(), features.threads());
    return rows.mapPartitions(
        new Prepare(ref, request, features.batchSize(), settings.images()), Encoders.row(SCHEMA));
  }

  /**
   * Brings the records to this machine.
   *
   * @param records rows with {@code key, record}
   * @param file where to put them
   */
  public static <E> RecordSet<E> collect(Dataset<Row> records, Path file, RecordCodec<E> codec) {
    RecordFile<E> into = RecordFile.create(file, codec);
    List<String> keys = new ArrayList<>();
    records
        .toLocalIterator()
        .forEachRemaining(
            row -> {
              keys.add(row.getAs("key"));
              into.append(row.getAs("record"));
            });
    return new RecordSet<>(into, keys);
  }

  /** Prepares batch by batch. */
  static final class Prepare implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final ModelRef model;
    private final Request request;
    private final int batchSize;
    private final long maxBytes;
    private final long maxPixels;

    Prepare(ModelRef model, Request request, int batchSize, Settings.Images limits) {
      this.model = model;
      this.request = request;
      this.batchSize = batchSize;
      this.maxBytes = limits.maxBytes();
      this.maxPixels = limits.maxPixels();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      ImageLoader images =
          new ImageLoader(
              HadoopFiles.configuration(),
              request.imagesRoot(),
              new ImageLimits(maxBytes, maxPixels));
      return new Batches<>(rows, batchSize, batch -> rows(batch, BatchImages.of(batch, images)));
    }

    private List<Row> rows(List<Row> batch, BatchImages images) {
      List<byte[]> records = records(batch, images);
      return IntStream.range(0, batch.size())
          .mapToObj(
              i ->
                  Rows.of(
                      SCHEMA,
                      batch.get(i).getAs(request.key()),
                      records.get(i),
                      images.statuses().get(i)))
          .toList();
    }

    private List<byte[]> records(List<Row> batch, BatchImages images) {
      Encoder encoder = model.load().encoder();
      List<String> texts = batch.stream().map(row -> RowTexts.of(row, request.entities())).toList();
      if (request.frozen()) {
        List<FrozenFeatures> features = encoder.encodeFrozen(texts, images.images());
        return features.stream().map(f -> bytes(FrozenCodec.like(f), f)).toList();
      }
      List<byte[]> records = new ArrayList<>();
      List<ClipTokenizer.Encoded> tokens = encoder.tokenize(texts);
      for (int i = 0; i < texts.size(); i++) {
        ClipTokenizer.Encoded text = tokens.get(i);
        float[] pixels = encoder.pixels(images.images().get(i));
        records.add(
            bytes(
                new ClipInputCodec(text.ids().length, pixels.length),
                new ClipInput(text.ids(), text.length(), pixels)));
      }
      return records;
    }

    private static <E> byte[] bytes(RecordCodec<E> codec, E example) {
      ByteBuffer buffer = ByteBuffer.allocate(codec.bytes());
      codec.write(example, buffer);
      return buffer.array();
    }
  }
}
