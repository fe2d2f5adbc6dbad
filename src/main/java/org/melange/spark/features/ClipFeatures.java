package org.melange.spark.features;

import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.melange.config.FeatureSettings;
import org.melange.config.ImageSettings;
import org.melange.config.Settings;
import org.melange.link.model.FeatureCache;
import org.melange.link.model.LinkingModel;
import org.melange.run.RunId;
import org.melange.spark.io.PathResolver;
import org.melange.spark.model.ModelCache;
import org.melange.spark.model.ModelTransformer;
import org.melange.spark.row.PostColumns;
import org.melange.spark.row.Rows;
import org.melange.spark.row.Schemas;

/**
 * Adds the features of text and image: of mentions ({@code mention, text, description} if there,
 * {@code images}) or of entities ({@code label, description, images}). {@code image_status} is
 * {@code none} where there is no image, {@code ok}, or the reason why it cannot be used; then the
 * row is encoded as if it had none.
 */
public final class ClipFeatures extends ModelTransformer<ClipFeatures> {

  private static final long serialVersionUID = 1L;
  private static final String ENTITY = "entity";
  private static final String MENTION = "mention";

  private final Param<String> side =
      new Param<>(this, "side", "what rows are: mention or entity", ClipFeatures::isSide);
  private final Param<String> imagesRoot =
      new Param<>(this, "imagesRoot", "what relative image URIs are relative to");
  private final LongParam maxImageBytes =
      new LongParam(
          this,
          "maxImageBytes",
          "largest image file",
          ParamValidators.inRange(1, Integer.MAX_VALUE - 8));
  private final LongParam maxImagePixels =
      new LongParam(this, "maxImagePixels", "largest image", ParamValidators.gtEq(1));

  private final LongParam imageReadMillis =
      new LongParam(
          this,
          "imageReadMillis",
          "how long opening and reading one image file may take",
          ParamValidators.gtEq(1));
  private final Param<String> allowedPrefixes =
      new Param<>(
          this,
          "allowedPrefixes",
          "directories that images may be read from besides imagesRoot, one a line");

  private final IntParam fetchThreads =
      new IntParam(
          this,
          "fetchThreads",
          "threads of an executor that fetch and decode images; 0: from its cores",
          ParamValidators.gtEq(0));
  private final LongParam cacheBytes =
      new LongParam(
          this,
          "cacheBytes",
          "heap of an executor that cached features may take",
          ParamValidators.gtEq(0));

  private final Param<String> web =
      new Param<>(this, "web", "how images are fetched from http(s) addresses; empty: not at all");

  private final Param<String> store =
      new Param<>(this, "store", "directory of the feature store; empty: none");

  /** A stage called {@code uid}. */
  public ClipFeatures(String uid) {
    super(uid);
    setDefault(store, "");
    setDefault(fetchThreads, 0);
    setDefault(cacheBytes, Settings.defaults().features().cacheBytes());
    ImageSettings defaults = Settings.defaults().images();
    setDefault(side, MENTION);
    setDefault(imagesRoot, ".");
    setDefault(maxImageBytes, defaults.maxBytes());
    setDefault(maxImagePixels, defaults.maxPixels());
    setDefault(imageReadMillis, defaults.readTimeout().toMillis());
    setDefault(allowedPrefixes, "");
    setDefault(web, "");
  }

  /** A stage with a random uid. */
  public ClipFeatures() {
    this(Identifiable$.MODULE$.randomUID("features"));
  }

  /**
   * A stage for mentions.
   *
   * @param model directory of the model
   * @param imagesRoot what relative image URIs are relative to
   */
  public static ClipFeatures ofMentions(String model, String imagesRoot, Settings settings) {
    return of(model, imagesRoot, settings).ofMentions();
  }

  /**
   * A stage for entities.
   *
   * @param model directory of the model
   * @param imagesRoot what relative image URIs are relative to
   */
  public static ClipFeatures ofEntities(String model, String imagesRoot, Settings settings) {
    return of(model, imagesRoot, settings).ofEntities();
  }

  private static ClipFeatures of(String model, String imagesRoot, Settings settings) {
    return new ClipFeatures().setModel(model).setImagesRoot(imagesRoot).setSettings(settings);
  }

  /** Reads a saved stage. */
  public static MLReader<ClipFeatures> read() {
    return new DefaultParamsReader<>();
  }

  /** What rows are: {@code mention} or {@code entity}. */
  public Param<String> side() {
    return side;
  }

  /** What relative image URIs are relative to. */
  public Param<String> imagesRoot() {
    return imagesRoot;
  }

  /** Largest image file that is read, in bytes. */
  public LongParam maxImageBytes() {
    return maxImageBytes;
  }

  /** Largest image that is decoded, in pixels. */
  public LongParam maxImagePixels() {
    return maxImagePixels;
  }

  /** How long opening and reading one image file may take, in milliseconds; not on the web. */
  public LongParam imageReadMillis() {
    return imageReadMillis;
  }

  /** Directories that images may be read from besides {@link #imagesRoot()}, one a line. */
  public Param<String> allowedPrefixes() {
    return allowedPrefixes;
  }

  /** Threads of an executor that fetch, decode and resize images; 0: from its cores. */
  public IntParam fetchThreads() {
    return fetchThreads;
  }

  /** Heap of an executor that may hold features for contents that come again, in bytes. */
  public LongParam cacheBytes() {
    return cacheBytes;
  }

  /** How images are fetched from http(s) addresses, as JSON; empty: not at all. */
  public Param<String> web() {
    return web;
  }

  /** Directory of the feature store; empty for none. */
  public Param<String> store() {
    return store;
  }

  /** Sets {@link #maxImageBytes()}. */
  public ClipFeatures setMaxImageBytes(long value) {
    return with(maxImageBytes, value);
  }

  /** Sets {@link #maxImagePixels()}. */
  public ClipFeatures setMaxImagePixels(long value) {
    return with(maxImagePixels, value);
  }

  /** Sets {@link #imageReadMillis()}. */
  public ClipFeatures setImageReadMillis(long value) {
    return with(imageReadMillis, value);
  }

  /** Sets {@link #allowedPrefixes()}. */
  public ClipFeatures setAllowedPrefixes(List<String> directories) {
    return with(allowedPrefixes, String.join("\n", directories));
  }

  /** Sets {@link #web()}. */
  public ClipFeatures setWeb(ImageSettings.Http http) {
    return with(web, EncoderSpec.ImageSpec.web(http));
  }

  /** Sets {@link #fetchThreads()}. */
  public ClipFeatures setFetchThreads(int value) {
    return with(fetchThreads, value);
  }

  /** Sets {@link #cacheBytes()}. */
  public ClipFeatures setCacheBytes(long value) {
    return with(cacheBytes, value);
  }

  /** Sets {@link #store()}. */
  public ClipFeatures setStore(String value) {
    return with(store, value);
  }

  /** Takes rows to be mentions. */
  public ClipFeatures ofMentions() {
    return with(side, MENTION);
  }

  /** Takes rows to be entities. */
  public ClipFeatures ofEntities() {
    return with(side, ENTITY);
  }

  /** Sets {@link #imagesRoot()}. */
  public ClipFeatures setImagesRoot(String value) {
    return with(imagesRoot, value);
  }

  /** Sets the limits of images, and where they may be read from. */
  public ClipFeatures setImages(ImageSettings limits) {
    setMaxImageBytes(limits.maxBytes());
    setMaxImagePixels(limits.maxPixels());
    setImageReadMillis(limits.readTimeout().toMillis());
    setAllowedPrefixes(limits.allowedPrefixes());
    return setWeb(limits.http());
  }

  @Override
  public ClipFeatures setFeatures(FeatureSettings features) {
    super.setFeatures(features);
    setFetchThreads(features.fetchThreads());
    setCacheBytes(features.cacheBytes());
    return setStore(features.store());
  }

  @Override
  public ClipFeatures setSettings(Settings settings) {
    return super.setSettings(settings).setImages(settings.images());
  }

  @Override
  public StructType transformSchema(StructType rows) {
    StructType input = converted(rows);
    require("ClipFeatures", input, Schemas.POST.apply("images"));
    if (entities()) {
      require(
          "ClipFeatures",
          input,
          Schemas.ENTITY.apply("label"),
          Schemas.ENTITY.apply("description"));
    } else {
      require(
          "ClipFeatures", input, Schemas.EXTRACTED.apply("mention"), Schemas.POST.apply("text"));
    }
    return added("ClipFeatures", input, Schemas.FEATURES);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    StructType schema = transformSchema(rows.schema());
    return getOrDefault(store).isEmpty()
        ? onDevice(
            InputAblation.on(converted(rows.toDF()), modelRef().uri()), new Encode(spec()), schema)
        : fill(rows.toDF()).features();
  }

  /**
   * Computes what the store lacks of {@code rows} and adds it, eagerly; {@link #transform} does
   * that by itself.
   *
   * @throws java.util.NoSuchElementException if the stage has no {@link #store()}
   */
  public Filled fill(Dataset<Row> rows) {
    StructType schema = transformSchema(rows.schema());
    StoredFeatures filled = stored(InputAblation.on(converted(rows), modelRef().uri()));
    return new Filled(filled.compute(), filled.features(schema));
  }

  /**
   * A feature store with all features of some rows.
   *
   * @param use what it had, and what had to be computed
   * @param features the rows with their features
   */
  public record Filled(FeatureStoreStats use, Dataset<Row> features) {}

  /** Images may be plain addresses, as Spark reads them from JSON. */
  private static Dataset<Row> converted(Dataset<Row> rows) {
    return hasImages(rows.schema()) ? PostColumns.withImages(rows) : rows;
  }

  private static StructType converted(StructType rows) {
    return hasImages(rows) ? PostColumns.withImages(rows) : rows;
  }

  private static boolean hasImages(StructType rows) {
    return Arrays.asList(rows.fieldNames()).contains("images");
  }

  private StoredFeatures stored(Dataset<Row> rows) {
    EncoderSpec spec = spec();
    FeatureStore kept =
        new FeatureStore(
            PathResolver.absolute(getOrDefault(store)),
            ModelCache.encoderVersion(spec.model()),
            RunId.next(),
            checksumsValue());
    return StoredFeatures.of(rows, spec, kept, this::onDevice);
  }

  private EncoderSpec spec() {
    return new EncoderSpec(
        modelRef(),
        entities(),
        getOrDefault(imagesRoot),
        rows(),
        (Integer) getOrDefault(fetchThreads),
        (Long) getOrDefault(cacheBytes),
        new EncoderSpec.ImageSpec(
            (Long) getOrDefault(maxImageBytes),
            (Long) getOrDefault(maxImagePixels),
            Duration.ofMillis((Long) getOrDefault(imageReadMillis)),
            getOrDefault(allowedPrefixes).lines().toList(),
            getOrDefault(web)));
  }

  private boolean entities() {
    return getOrDefault(side).equals(ENTITY);
  }

  private static boolean isSide(String value) {
    return value.equals(MENTION) || value.equals(ENTITY);
  }

  /** Encodes rows batch by batch. */
  static final class Encode implements MapPartitionsFunction<Row, Row> {
    private static final long serialVersionUID = 1L;
    private final EncoderSpec spec;

    Encode(EncoderSpec spec) {
      this.spec = spec;
    }

    @Override
    public Iterator<Row> call(Iterator<Row> rows) {
      return new EncodedBatches<>(rows, spec, Encode::rows);
    }

    static List<Row> rows(LinkingModel model, FeatureCache cache, List<PreparedRow> batch) {
      return Rows.zip(
          batch,
          model.features(PreparedRow.texts(batch), PreparedRow.images(batch), cache),
          (row, features) -> FeatureCodec.append(row.row(), features, row.image().status()));
    }
  }
}
