package org.melange.spark;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.melange.clip.ClipOutput;
import org.melange.clip.ClipTokenizer;
import org.melange.link.EncodedFeatures;
import org.melange.link.Encoder;
import org.melange.link.FeatureMemo;
import org.melange.link.ImageInput;
import org.melange.link.LinkingModel;
import org.melange.link.TextInput;
import org.melange.spark.FeatureLedger.Kind;

/** What {@link LedgeredFeatures} does with rows on the executors. */
final class LedgerRows {

  static final String TEXT_KEY = "_text_key";
  static final String TEXT_IDS = "_text_ids";
  static final String IMAGE_KEY = "_image_key";
  static final String IMAGE_STATUS = "_image_status";
  private static final String TEXT_LENGTH = "_text_length";
  private static final FeatureMemo NO_MEMO = new FeatureMemo(0);

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

  private LedgerRows() {}

  /** {@code rows} with the columns that {@link Key} adds. */
  static StructType keyed(StructType rows) {
    return Schemas.concat(rows, KEYS);
  }

  /** Names the contents of rows; images are fetched for it, not decoded. */
  static final class Key implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncodeSpec spec;

    Key(EncodeSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      Encoder encoder = spec.model().load().encoder();
      return Batches.flatMap(
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
          image.absent() ? null : image.key(),
          image.absent() ? row.image().status() : null);
    }
  }

  /** Computes texts. */
  static final class Texts implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncodeSpec spec;

    Texts(EncodeSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      Encoder encoder = spec.model().load().encoder();
      return new Batches<>(rows, spec.batchSize(), batch -> encode(encoder, batch));
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
          encoder.texts(texts, NO_MEMO),
          (text, output) -> row(text.key(), PreparedImage.OK, output));
    }
  }

  /** Computes images. */
  static final class Images implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncodeSpec spec;

    Images(EncodeSpec spec) {
      this.spec = spec.forgetful();
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return EncodedBatches.ofImages(rows, spec, Images::encode);
    }

    private static List<Row> encode(LinkingModel model, FeatureMemo memo, List<PreparedRow> batch) {
      List<PreparedRow> usable = batch.stream().filter(Images::unchanged).toList();
      Stream<Row> computed =
          Rows.zip(
              usable,
              model.encoder().images(PreparedRow.images(usable), memo),
              (row, output) -> row(row.image().input().key(), PreparedImage.OK, output))
              .stream();
      Stream<Row> refused =
          batch.stream()
              .filter(row -> row.image().input().absent())
              .map(row -> row(row.row().getAs("content_key"), row.image().status(), null));
      return Stream.concat(computed, refused).toList();
    }

    /** Whether the file still holds what it held when it was named. */
    private static boolean unchanged(PreparedRow row) {
      return row.image().input().key().equals(row.row().getAs("content_key"));
    }
  }

  /** Brings what the ledger has to what scoring needs, which is a tenth of it. */
  static final class Slim implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncodeSpec spec;
    private final Kind kind;

    Slim(EncodeSpec spec, Kind kind) {
      this.spec = spec;
      this.kind = kind;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      LinkingModel model = spec.model().load();
      return new Batches<>(rows, spec.batchSize(), batch -> slim(model, batch));
    }

    private List<Row> slim(LinkingModel model, List<Row> batch) {
      List<ClipOutput> known =
          batch.stream().filter(LedgerRows::usable).map(row -> output(row, "")).toList();
      Iterator<ClipOutput> slim =
          (kind == Kind.TEXTS ? model.textFeatures(known) : model.imageFeatures(known)).iterator();
      return batch.stream()
          .map(
              row ->
                  LedgerRows.row(
                      row.getAs("content_key"),
                      row.getAs("status"),
                      usable(row) ? slim.next() : null))
          .toList();
    }
  }

  /** Gives rows their features. */
  static final class Assemble implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncodeSpec spec;

    Assemble(EncodeSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      LinkingModel model = spec.model().load();
      ClipOutput absent =
          model.imageFeatures(model.encoder().images(List.of(ImageInput.NONE), NO_MEMO)).get(0);
      return Batches.flatMap(rows, row -> List.of(row(row, absent)));
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
    return PreparedImage.OK.equals(row.getAs("status"));
  }

  private static ClipOutput output(Row row, String of) {
    return new ClipOutput(
        Floats.fromBytes(row.getAs(of + "pooled")), Floats.fromBytes(row.getAs(of + "tokens")));
  }

  private static Row row(String key, String status, ClipOutput output) {
    return Rows.of(
        FeatureLedger.SCHEMA,
        key,
        status,
        output == null ? null : Floats.toBytes(output.pooled()),
        output == null ? null : Floats.toBytes(output.tokens()));
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
