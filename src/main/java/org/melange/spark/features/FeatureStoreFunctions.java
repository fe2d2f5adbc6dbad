package org.melange.spark.features;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.clip.engine.ClipOutput;
import org.melange.clip.tokenizer.ClipTokenizer;
import org.melange.link.model.EncodedFeatures;
import org.melange.link.model.Encoder;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.ImageInput;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.TextInput;
import org.melange.spark.features.FeatureStore.Kind;
import org.melange.spark.row.BatchingIterator;
import org.melange.spark.row.FloatBytes;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/** What {@link StoredFeatures} does with rows on the executors. */
final class FeatureStoreFunctions {

  static final String TEXT_KEY = "_text_key";
  static final String TEXT_IDS = "_text_ids";
  static final String IMAGE_KEY = "_image_key";
  static final String IMAGE_STATUS = "_image_status";
  private static final String TEXT_LENGTH = "_text_length";
  private static final FeatureCache NO_CACHE = new FeatureCache(0);

  private static final StructType KEYS =
      new StructType()
          .add(TEXT_KEY, DataTypes.StringType)
          .add(TEXT_IDS, DataTypes.BinaryType)
          .add(TEXT_LENGTH, DataTypes.IntegerType)
          .add(IMAGE_KEY, DataTypes.StringType)
          .add(IMAGE_STATUS, DataTypes.StringType);

  /** The columns that a row has on its way, and not afterwards. */
  private static final List<String> JOINED =
      Stream.concat(
              Arrays.stream(KEYS.fieldNames()),
              Stream.of("text", "image")
                  .flatMap(
                      of ->
                          Stream.of("", "_outcome", "_pooled", "_tokens")
                              .map(part -> "_" + of + part)))
          .toList();

  private FeatureStoreFunctions() {}

  /** {@code rows} with the columns that {@link Key} adds. */
  static StructType keyed(StructType rows) {
    return Schemas.concat(rows, KEYS);
  }

  /** Hashes the contents of rows; images are fetched for it, not decoded. */
  static final class Key implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;

    Key(EncoderSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      Encoder encoder = spec.model().load().encoder();
      return BatchingIterator.flatMap(
          PreparedRows.named(rows, spec, encoder, 4 * spec.batchSize()),
          row -> List.of(keyed(row)));
    }

    private static Row keyed(PreparedRow row) {
      ImageInput image = row.image().input();
      return Rows.append(
          row.row(),
          KEYS,
          row.text().key(),
          bytes(row.text().tokens().ids()),
          row.text().tokens().length(),
          image.key().orElse(null),
          image.key().isEmpty() ? row.image().status() : null);
    }
  }

  /** Computes texts. */
  static final class Texts implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;

    Texts(EncoderSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      Encoder encoder = spec.model().load().encoder();
      return new BatchingIterator<>(rows, spec.batchSize(), batch -> encode(encoder, batch));
    }

    private static List<Row> encode(Encoder encoder, List<Row> batch) {
      List<TextInput> texts =
          batch.stream()
              .map(
                  row ->
                      new TextInput(
                          row.getAs("content_key"),
                          new ClipTokenizer.Encoded(ids(row.getAs(TEXT_IDS)), 0)))
              .toList();
      return Rows.zip(
          texts,
          encoder.texts(texts, NO_CACHE),
          (text, output) -> row(text.key(), PreparedImage.OK, output));
    }
  }

  /** Computes images. */
  static final class Images implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;

    Images(EncoderSpec spec) {
      this.spec = spec.withoutCache();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return EncodedBatches.ofImages(rows, spec, Images::encode);
    }

    private static List<Row> encode(
        LinkingModel model, FeatureCache cache, List<PreparedRow> batch) {
      List<PreparedRow> usable = batch.stream().filter(Images::unchanged).toList();
      Stream<Row> computed =
          Rows.zip(
              usable,
              model.encoder().images(PreparedRow.images(usable), cache),
              (row, output) -> row(row.row().getAs("content_key"), PreparedImage.OK, output))
              .stream();
      Stream<Row> refused =
          batch.stream()
              .filter(row -> row.image().input().key().isEmpty())
              .map(row -> row(row.row().getAs("content_key"), row.image().status(), null));
      return Stream.concat(computed, refused).toList();
    }

    /** Whether the file still has the content that was hashed. */
    private static boolean unchanged(PreparedRow row) {
      return row.image().input().key().equals(Optional.of(row.row().<String>getAs("content_key")));
    }
  }

  /** Reduces stored features to those that scoring needs, about a tenth. */
  static final class Slim implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;
    private final Kind kind;

    Slim(EncoderSpec spec, Kind kind) {
      this.spec = spec;
      this.kind = kind;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      LinkingModel model = spec.model().load();
      return new BatchingIterator<>(rows, spec.batchSize(), batch -> slim(model, batch));
    }

    private List<Row> slim(LinkingModel model, List<Row> batch) {
      List<ClipOutput> known =
          batch.stream().filter(FeatureStoreFunctions::usable).map(row -> output(row, "")).toList();
      Iterator<ClipOutput> slim =
          (kind == Kind.TEXTS ? model.textFeatures(known) : model.imageFeatures(known)).iterator();
      return batch.stream()
          .map(
              row ->
                  FeatureStoreFunctions.row(
                      row.getAs("content_key"),
                      row.getAs("content_status"),
                      usable(row) ? slim.next() : null))
          .toList();
    }
  }

  /** Gives rows their features. */
  static final class Assemble implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;

    Assemble(EncoderSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      LinkingModel model = spec.model().load();
      ClipOutput absent =
          model.imageFeatures(model.encoder().images(List.of(ImageInput.MISSING), NO_CACHE)).get(0);
      return BatchingIterator.flatMap(rows, row -> List.of(row(row, absent)));
    }

    private static Row row(Row row, ClipOutput absent) {
      boolean image = row.getAs("_image_tokens") != null;
      return FeatureCodec.append(
          Rows.without(row, JOINED),
          EncodedFeatures.of(
              output(row, "_text_"),
              image ? output(row, "_image_") : absent,
              row.<Integer>getAs(TEXT_LENGTH)),
          row.getAs(IMAGE_STATUS));
    }
  }

  private static boolean usable(Row row) {
    return PreparedImage.OK.equals(row.getAs("content_status"));
  }

  private static ClipOutput output(Row row, String of) {
    return new ClipOutput(
        FloatBytes.fromBytes(row.getAs(of + "pooled")),
        FloatBytes.fromBytes(row.getAs(of + "tokens")));
  }

  private static Row row(String key, String status, ClipOutput output) {
    return Rows.of(
        FeatureStore.SCHEMA,
        key,
        status,
        output == null ? null : FloatBytes.toBytes(output.pooled()),
        output == null ? null : FloatBytes.toBytes(output.tokens()));
  }

  private static byte[] bytes(long[] ids) {
    ByteBuffer buffer = ByteBuffer.allocate(ids.length * Long.BYTES);
    buffer.asLongBuffer().put(ids);
    return buffer.array();
  }

  private static long[] ids(byte[] bytes) {
    long[] ids = new long[bytes.length / Long.BYTES];
    ByteBuffer.wrap(bytes).asLongBuffer().get(ids);
    return ids;
  }
}
