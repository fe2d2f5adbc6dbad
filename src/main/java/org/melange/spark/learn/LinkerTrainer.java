package org.melange.spark.learn;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.melange.config.Settings;
import org.melange.config.Split;
import org.melange.link.model.ContentHashes;
import org.melange.link.table.Precision;
import org.melange.mmoe.GateStatistics;
import org.melange.run.JobException;
import org.melange.spark.io.OutputDirectory;
import org.melange.spark.io.PathResolver;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.learn.TrainingSet.Validation;
import org.melange.spark.link.LinkerModel;
import org.melange.spark.model.ModelInfo;
import org.melange.spark.post.DataSet;
import org.melange.spark.post.SplitPart;
import org.melange.spark.row.MelangeTransformer;
import org.melange.spark.row.Schemas;
import org.melange.spark.table.EntityTablePipeline;
import org.melange.spark.table.EntityTables;
import org.melange.train.TrainingResult;

/**
 * Trains a linking model as an {@code Estimator} of Spark ML. {@link #fit} takes mentions with
 * their right entities ({@code post_id, mention_id, mention, text, images, gold_qid}; a {@code
 * description} goes into the text), trains from the model given, fits gate statistics, embeds the
 * knowledge base, and gives the {@link LinkerModel} that links with the result.
 *
 * <p>Model and table go to a directory below {@link #directory()} that is named after the data, the
 * start and the settings: a fit that was interrupted resumes after its last epoch, a finished one
 * is not repeated, and a different one uses another directory. {@code train.*} of the settings says
 * how to train, on the driver.
 */
public final class LinkerTrainer extends Estimator<LinkerModel> implements DefaultParamsWritable {

  private static final long serialVersionUID = 1L;
  private static final StructField GOLD =
      DataTypes.createStructField("gold_qid", DataTypes.StringType, true);

  private final String uid;
  private final Param<String> model;
  private final Param<String> kb;
  private final Param<String> directory;
  private final Param<String> imagesRoot;
  private final Param<String> settings;
  private final DoubleParam validationShare;

  /** An estimator called {@code uid}. */
  public LinkerTrainer(String uid) {
    this.uid = uid; // before the parameters, which ask for it
    model = new Param<>(this, "model", "directory of the model to start from");
    kb = new Param<>(this, "kb", "directory of the knowledge base");
    directory = new Param<>(this, "directory", "directory of this machine for models and tables");
    imagesRoot = new Param<>(this, "imagesRoot", "what relative image URIs are relative to");
    settings =
        new Param<>(this, "settings", "all settings as JSON: train.*, features.*, images.* count");
    validationShare =
        new DoubleParam(
            this,
            "validationShare",
            "share of the posts that is validated on, not learned from",
            ParamValidators.inRange(0, 0.9));
    setDefault(imagesRoot, ".");
    setDefault(settings, Settings.defaults().source());
    setDefault(validationShare, 0.1);
  }

  /** An estimator with a random uid. */
  public LinkerTrainer() {
    this(Identifiable$.MODULE$.randomUID("linkerTrainer"));
  }

  /** Reads a saved estimator. */
  public static MLReader<LinkerTrainer> read() {
    return new DefaultParamsReader<>();
  }

  @Override
  public String uid() {
    return uid;
  }

  /** Directory of the model to start from. */
  public Param<String> model() {
    return model;
  }

  /** Directory of the knowledge base. */
  public Param<String> kb() {
    return kb;
  }

  /** Directory of this machine for models and tables. */
  public Param<String> directory() {
    return directory;
  }

  /** What relative image URIs are relative to. */
  public Param<String> imagesRoot() {
    return imagesRoot;
  }

  /** All settings as one line of JSON. */
  public Param<String> settings() {
    return settings;
  }

  /** The share of the posts that is validated on. */
  public DoubleParam validationShare() {
    return validationShare;
  }

  /** Sets {@link #model()}. */
  public LinkerTrainer setModel(String value) {
    set(model, value);
    return this;
  }

  /** Sets {@link #kb()}. */
  public LinkerTrainer setKb(String value) {
    set(kb, value);
    return this;
  }

  /** Sets {@link #directory()}. */
  public LinkerTrainer setDirectory(String value) {
    set(directory, value);
    return this;
  }

  /** Sets {@link #imagesRoot()}. */
  public LinkerTrainer setImagesRoot(String value) {
    set(imagesRoot, value);
    return this;
  }

  /** Sets {@link #settings()}. */
  public LinkerTrainer setSettings(Settings value) {
    set(settings, value.source());
    return this;
  }

  /** Sets {@link #validationShare()}. */
  public LinkerTrainer setValidationShare(double value) {
    set(validationShare, value);
    return this;
  }

  /** Adds the columns of links. */
  @Override
  public StructType transformSchema(StructType input) {
    MelangeTransformer.require(
        "LinkerTrainer",
        input,
        Schemas.POST.apply("post_id"),
        Schemas.EXTRACTED.apply("mention_id"),
        Schemas.EXTRACTED.apply("mention"),
        Schemas.POST.apply("text"),
        Schemas.POST.apply("images"),
        GOLD);
    return MelangeTransformer.added("LinkerTrainer", input, Schemas.LINK);
  }

  /**
   * Trains.
   *
   * @throws JobException if no mention has its entity in the knowledge base, or the loss is no
   *     number any more
   */
  @Override
  public LinkerModel fit(Dataset<?> mentions) {
    transformSchema(mentions.schema());
    Settings values = Settings.ofSource(getOrDefault(settings));
    KnowledgeBase base = KnowledgeBase.open(getOrDefault(kb));
    Dataset<Row> keyed =
        mentions
            .toDF()
            .withColumn("mention_key", concat_ws("/", col("post_id"), col("mention_id")));
    String home;
    try (DataSet.Gold gold = DataSet.Gold.of(keyed, base.entities(mentions.sparkSession()))) {
      String data = DataSet.hash(gold.usable());
      home = home(base, data);
      if (!OutputDirectory.finished(home + "/model")) {
        train(gold, data, base, home + "/model", values);
      }
    }
    if (!OutputDirectory.finished(home + "/table")) {
      embed(mentions.sparkSession(), base, home, values);
    }
    LinkerModel fitted =
        new LinkerModel(uid).with(home + "/model", home + "/table", getOrDefault(kb));
    return fitted.setImagesRoot(getOrDefault(imagesRoot)).setSettings(values).setParent(this);
  }

  private String home(KnowledgeBase base, String data) {
    String all =
        String.join(
            "\n",
            data,
            base.version(),
            ModelInfo.version(getOrDefault(model)),
            String.valueOf((Double) getOrDefault(validationShare)),
            getOrDefault(settings));
    return PathResolver.absolute(
        getOrDefault(directory)
            + "/fit-"
            + ContentHashes.ofBytes(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
  }

  private void train(
      DataSet.Gold gold, String data, KnowledgeBase base, String out, Settings values) {
    Dataset<Row> usable = gold.usable();
    double share = (Double) getOrDefault(validationShare);
    Optional<SplitPart> part =
        share == 0
            ? Optional.empty()
            : Optional.of(new SplitPart(new Split("train", share), values.train().seed()));
    Dataset<Row> train = part.map(held -> held.restOf(usable)).orElse(usable);
    if (train.isEmpty()) {
      throw JobException.input(
          "nothing to learn from: no mention has its entity in %s; left out are %s"
              .formatted(base.directory(), gold.left()));
    }
    TrainingSet.Source source =
        new TrainingSet.Source(
            train,
            part.map(held -> held.of(usable))
                .filter(mentions -> !mentions.isEmpty())
                .map(mentions -> new Validation(Validation.PART, mentions)),
            getOrDefault(imagesRoot),
            partitions(usable.sparkSession(), values));
    try (TrainingSet set = new TrainingSet(source, base, getOrDefault(model), values);
        ModelTraining training = new ModelTraining(set, data, getOrDefault(model), out, values)) {
      TrainingResult result = training.train(report -> {});
      Map<String, Object> facts = new TreeMap<>();
      facts.put("trained", true);
      facts.put("dataset_hash", data);
      facts.put("initial_model_version", ModelInfo.version(getOrDefault(model)));
      facts.put("kb_version", base.version());
      facts.put("mentions_dropped", gold.left());
      facts.put("missing_images", set.missingImages());
      facts.put("epochs", result.history().size());
      facts.put("best_epoch", result.bestEpoch());
      facts.put("settings", values.source());
      Optional<GateStatistics> statistics = training.statistics();
      NameWeightFitter.Fit names = training.names(statistics);
      facts.putAll(names.facts());
      training.save(names, statistics, facts);
    }
  }

  private void embed(SparkSession spark, KnowledgeBase base, String home, Settings values) {
    String trained = home + "/model";
    EntityTablePipeline pipeline =
        new EntityTablePipeline(
            trained, base.manifest().fact("images_root").orElse("."), Precision.FLOAT32, values);
    EntityTables.write(
        pipeline.ranged(base.entities(spark), partitions(spark, values)),
        Optional.empty(),
        new EntityTables.Plan(base, trained, Precision.FLOAT32, false),
        home + "/table");
  }

  private static int partitions(SparkSession spark, Settings values) {
    int asked = values.run().partitions();
    return asked > 0 ? asked : 4 * spark.sparkContext().defaultParallelism();
  }

  @Override
  public LinkerTrainer copy(ParamMap extra) {
    return defaultCopy(extra);
  }
}
